/// Who may read a file of the agent's.
public enum FileAccess: Equatable, Sendable {
    /// Everybody; a file that takes another's place keeps its owner and mode.
    case shared
    /// Root and, where there is one, a service's group; nobody else, whoever could read the file before.
    case confined(to: SystemGroup?)

    /// The group and the mode of a file, where these are not taken from what was there.
    public var ownership: Ownership? {
        guard case .confined(let group) = self else { return nil }
        return Ownership(group: group?.id ?? 0, mode: group == nil ? 0o600 : 0o640)
    }

    /// Those of the directory that a confined file lies in.
    public var directoryOwnership: Ownership? {
        guard case .confined(let group) = self else { return nil }
        return Ownership(group: group?.id ?? 0, mode: group == nil ? 0o700 : 0o750)
    }
}

/// Whom a file or a directory belongs to, besides its owner, and what may be done with it (inode(7)).
public struct Ownership: Equatable, Sendable {
    /// The group's number.
    public let group: UInt32
    /// The mode's bits.
    public let mode: UInt32

    /// A group and a mode.
    public init(group: UInt32, mode: UInt32) {
        (self.group, self.mode) = (group, mode)
    }
}
