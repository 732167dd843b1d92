/// What a plan touches on the disk when it is carried out.
public struct Footprint: Equatable, Sendable {
    /// The directories in which names are made or changed.
    public var directories: Set<NodePath> = []
    /// The files that are replaced.
    public var replaced: Set<NodePath> = []
    /// The files beside which a temporary one is written.
    public var written: Set<NodePath> = []
    /// The links that systemd makes.
    public var links: Set<NodePath> = []
    /// Whether groupadd(8) or groupmod(8) writes the group files.
    public var hasGroup = false
    /// The directories whose files must outlive this boot.
    public var durable: Set<NodePath> = []
}

extension ConfigurePlan {
    /// What carrying the plan out touches, before its first write.
    public var footprint: Footprint {
        var footprint = Footprint()
        footprint.directories = Set(changes.map(\.path.parent) + [Record.path.parent])
        if let deliveredKey { footprint.directories.insert(deliveredKey.parent) }
        if enablesUnits {
            footprint.links = Set(links.filter { !$0.hasSpecifier })
            footprint.directories.formUnion(links.map(\.parent))
        }
        if group != nil {
            footprint.directories.insert("/etc")
            footprint.hasGroup = true
        }
        if ending == .reboot { footprint.durable = footprint.directories }
        if changedBoots != nil { footprint.directories.insert(ChangedBoots.path.parent) }
        footprint.replaced = Set(changes.filter { $0.before != nil }.map(\.path) + [Record.path])
        footprint.written = Set(writtenPaths)
        return footprint
    }

    /// Every path that this run or an earlier one wrote to.
    public var writtenPaths: [NodePath] {
        journal.files.map(\.path) + (journal.groupLine == nil ? [] : GroupFile.paths) + [
            Record.path
        ]
    }

    /// The directories whose names this plan changes, through our own writes and through those of
    /// systemd and groupadd, which flush none of them; `made` are links that systemd says it made.
    public func touchedDirectories(made: [NodePath] = []) -> Set<NodePath> {
        let links = links + journal.links + made
        var touched = Set((files.map(\.path) + links + journal.directories).map(\.parent))
        // systemd makes the directories of its links.
        touched.formUnion(links.map(\.parent.parent))
        if journal.group != nil { touched.insert("/etc") }
        return touched
    }
}

extension UndoPlan {
    /// What carrying the undo out touches, before its first write.
    public var footprint: Footprint {
        var footprint = Footprint()
        let files = changes.map(\.path) + (groupLine == nil ? [] : GroupFile.paths) + [Record.path]
        footprint.directories = Set((files + links).map(\.parent))
        footprint.replaced = Set(files)
        footprint.written = Set(changes.filter { $0.action == .reset }.map(\.path))
        return footprint
    }

    /// The directories of links that go if they are empty: systemd makes and removes them with their
    /// links; a cut may have come in between.
    public var linkDirectories: [NodePath] {
        Set(journal.links.map(\.parent)).sorted()
            .filter { $0.name.hasSuffix(".wants") || $0.name.hasSuffix(".requires") }
    }

    /// The directories whose names the undo changes.
    public var touchedDirectories: Set<NodePath> {
        let groupFiles = groupLine == nil ? [] : GroupFile.paths
        let paths = files.map(\.path) + directories + journal.links + linkDirectories + groupFiles
        return Set(paths.map(\.parent))
    }
}
