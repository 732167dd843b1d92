import Basics
import Cluster
import Units

/// Everything that an undo will do to a node: the reverse of a `ConfigurePlan`.
package struct UndoPlan: Equatable, Sendable {
    /// A file of the agent, and what becomes of it.
    package struct File: Equatable, Sendable {
        /// What becomes of a file.
        package enum Action: String, Sendable {
            /// The operator's own file is put back.
            case restore
            /// The default that this tree has in `/usr/etc` is put there: the original was the
            /// default of an earlier tree.
            case reset
            /// The file is removed: there was none before.
            case remove
            /// The file stays: it is the operator's own, or already gone.
            case keep
        }

        /// The absolute path.
        package let path: NodePath
        /// What becomes of it.
        package let action: Action
        /// The bytes now; nil if there is no file.
        package let before: [UInt8]?
        /// The bytes afterwards; nil if there will be no file.
        package let after: [UInt8]?
        /// Whether somebody changed the file since the agent wrote it: the change would be lost.
        let isEdited: Bool
        /// Whether the file is the agent's, and the original that it replaced is gone.
        let lacksOriginal: Bool
        /// Whether the original is put back, and is not what this tree has in `/usr/etc`.
        let isUnlikeTree: Bool
        /// Whether what is put back is not what was kept.
        let isOriginalEdited: Bool
    }

    /// The node that the record is about.
    package let identity: Identity
    /// Every file that the agent wrote.
    package let files: [File]
    /// The directories that are removed if they are empty, parents first.
    package let directories: [NodePath]
    /// The links that are removed: by them systemd knows that units are enabled.
    package let links: [NodePath]
    /// The line of `/etc/group` that is removed: the agent copied it from the image. Nil if there
    /// is none, or if it has changed since.
    package let groupLine: String?
    /// A group that the agent added; it stays, because users may be members of it.
    package let group: String?
    /// Whether the node is a member of etcd's cluster, and stays listed there.
    package let isMember: Bool
    /// Whether etcd's gate waits, which the undo ends first: nobody is to be added who goes.
    package let endsGate: Bool
    /// The record while the undo is under way.
    package let journal: Record

    /// The files that change.
    package var changes: [File] { files.filter { $0.action != .keep } }
    /// The files whose edits would be lost.
    package var edited: [File] { changes.filter(\.isEdited) }
    /// The files whose originals cannot be put back.
    package var withoutOriginal: [File] { files.filter(\.lacksOriginal) }

    /// Compares what the agent did with what is there.
    ///
    /// - Parameters:
    ///   - record: what the agent did.
    ///   - contents: the bytes of each file that is there, by path.
    ///   - backups: the bytes of each original that was kept, by the path it had.
    ///   - treeDefaults: the bytes that this tree has in `/usr/etc` for them, by path.
    ///   - links: the links of the record that are there.
    ///   - groups: the lines of `/etc/group`.
    ///   - isMember: whether it is a member's machine, and not an image of one.
    ///   - endsGate: whether etcd's gate waits.
    package init(
        _ record: Record,
        contents: [NodePath: [UInt8]],
        backups: [NodePath: [UInt8]],
        treeDefaults: [NodePath: [UInt8]] = [:],
        links: Set<NodePath>,
        groups: [String] = [],
        isMember: Bool = false,
        endsGate: Bool = false
    ) {
        self.endsGate = endsGate
        identity = record.identity
        self.isMember = isMember
        directories = record.directories
        self.links = record.links.filter(links.contains)
        groupLine = record.groupLine.flatMap { groups.contains($0) ? $0 : nil }
        group = groupLine == nil ? record.group : nil
        files = record.files.map {
            File(
                $0,
                before: contents[$0.path],
                backup: backups[$0.path],
                treeDefault: treeDefaults[$0.path]
            )
        }
        var journal = record
        journal.phase = .undoing
        self.journal = journal
    }
}

extension UndoPlan.File {
    fileprivate init(
        _ file: Record.File,
        before: [UInt8]?,
        backup: [UInt8]?,
        treeDefault: [UInt8]?
    ) {
        path = file.path
        self.before = before
        // If the file is neither gone nor ours, an interrupted undo has already put it back.
        let isTakenBack = before.map { !file.wrote($0, over: backup) } ?? false
        let newDefault = treeDefault.flatMap { file.isOutdated(backup, by: $0) ? $0 : nil }
        switch (file.origin, before, backup) {
        case (.replaced, _, let backup) where newDefault != nil && !(isTakenBack && backup == nil):
            action = .reset
            after = newDefault
            isEdited = isTakenBack && before != backup && before != newDefault
        case (.replaced, _, let backup?):
            action = .restore
            after = backup
            // With the same bytes, the copy was made before a power cut, and the file not replaced.
            isEdited = isTakenBack && before != backup
        case (.created, let before?, _):
            action = .remove
            after = nil
            isEdited = !file.wrote(before, over: backup)
        case (.replaced, _, nil), (.created, nil, _):
            action = .keep
            after = before
            isEdited = false
        }
        lacksOriginal = file.origin == .replaced && action == .keep && !isTakenBack
        isUnlikeTree = action == .restore && treeDefault != nil && backup != treeDefault
        isOriginalEdited =
            action == .restore && file.original != nil
            && file.original != backup.map(Fingerprint.init(of:))
    }
}

extension Record.File {
    /// Whether the original, of which this is what was kept, was the default of a tree, and this
    /// tree has another.
    fileprivate func isOutdated(_ backup: [UInt8]?, by new: [UInt8]) -> Bool {
        guard let treeDefault else { return false }
        guard let backup else { return true }
        return Fingerprint(of: backup) == treeDefault && backup != new
    }
}
