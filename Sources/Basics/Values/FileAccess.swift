/// Who may read a file of the agent's.
package enum FileAccess: Equatable, Sendable {
    /// Everybody; a file that takes another's place keeps its owner and mode.
    case shared
    /// Root and, where there is one, a service's group; nobody else, whoever could read the file
    /// before.
    case confined(to: SystemGroup?)
    /// Everybody, after somebody let others write it: a file that takes its place has the owner and
    /// the mode of the original that was kept, or root's own.
    case mended

    /// The group and the mode of a file, where these are not taken from what was there.
    package var ownership: Ownership? {
        guard case .confined(let group) = self else { return nil }
        return Ownership(group: group?.id ?? 0, mode: group == nil ? 0o600 : 0o640)
    }

    /// Those of the directory that a confined file lies in.
    package var directoryOwnership: Ownership? {
        guard case .confined(let group) = self else { return nil }
        return Ownership(group: group?.id ?? 0, mode: group == nil ? 0o700 : 0o750)
    }
}

/// Whom a file or a directory belongs to, besides its owner, and what may be done with it
/// (inode(7)).
package struct Ownership: Equatable, Sendable {
    /// The group's number.
    package let group: UInt32
    /// The mode's bits.
    package let mode: UInt32

    /// A group and a mode.
    package init(group: UInt32, mode: UInt32) {
        (self.group, self.mode) = (group, mode)
    }
}

/// A group, by its name and its number.
package struct SystemGroup: Equatable, Sendable {
    /// The name.
    package let name: String
    /// The number.
    package let id: UInt32

    /// A group.
    package init(name: String, id: UInt32) {
        (self.name, self.id) = (name, id)
    }
}
