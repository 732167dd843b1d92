/// Everything that an undo will do to a node: the reverse of a `ConfigurePlan`.
public struct UndoPlan: Equatable, Sendable {
    /// A file of the agent, and what becomes of it.
    public struct File: Equatable, Sendable {
        /// What becomes of a file.
        public enum Action: String, Sendable {
            /// The operator's own file is put back.
            case restore
            /// The file is removed: there was none before.
            case remove
            /// The file stays: it is the operator's own, or already gone.
            case keep
        }

        /// The absolute path.
        public let path: NodePath
        /// What becomes of it.
        public let action: Action
        /// The bytes now; nil if there is no file.
        public let before: [UInt8]?
        /// The bytes afterwards; nil if there will be no file.
        public let after: [UInt8]?
        /// Whether somebody changed the file since the agent wrote it: the change would be lost.
        public let isEdited: Bool
        /// Whether the file is the agent's, and the original that it replaced is gone.
        public let lacksOriginal: Bool
    }

    /// The node that the record is about.
    public let identity: Identity
    /// Every file that the agent wrote.
    public let files: [File]
    /// The directories that are removed if they are empty, parents first.
    public let directories: [NodePath]
    /// The links that are removed: by them systemd knows that units are enabled.
    public let links: [NodePath]
    /// The line of `/etc/group` that is removed: the agent copied it from the image. Nil if there is none,
    /// or if it has changed since.
    public let groupLine: String?
    /// A group that the agent added; it stays, because users may be members of it.
    public let group: String?
    /// The record while the undo is under way.
    public let journal: Record

    /// The files that change.
    public var changes: [File] { files.filter { $0.action != .keep } }
    /// The files whose edits would be lost.
    public var edited: [File] { changes.filter(\.isEdited) }
    /// The files whose originals cannot be put back.
    public var withoutOriginal: [File] { files.filter(\.lacksOriginal) }

    /// Compares what the agent did with what is there.
    ///
    /// - Parameters:
    ///   - record: what the agent did.
    ///   - contents: the bytes of each file that is there, by path.
    ///   - backups: the bytes of each original that was kept, by the path of the file that replaced it.
    ///   - links: the links of the record that are there.
    ///   - groups: the lines of `/etc/group`.
    public init(
        _ record: Record,
        contents: [NodePath: [UInt8]],
        backups: [NodePath: [UInt8]],
        links: Set<NodePath>,
        groups: [String] = []
    ) {
        identity = record.identity
        directories = record.directories
        self.links = record.links.filter(links.contains)
        groupLine = record.groupLine.flatMap { groups.contains($0) ? $0 : nil }
        group = groupLine == nil ? record.group : nil
        files = record.files.map {
            File($0, before: contents[$0.path], backup: backups[$0.path])
        }
        var journal = record
        journal.phase = .undoing
        self.journal = journal
    }
}

extension UndoPlan.File {
    fileprivate init(_ file: Record.File, before: [UInt8]?, backup: [UInt8]?) {
        path = file.path
        self.before = before
        // If the file is neither gone nor ours, an interrupted undo has already put it back.
        lacksOriginal =
            file.origin == .replaced && backup == nil && before.map(file.wrote) ?? true
        switch (file.origin, before, backup) {
        case (.replaced, _, let backup?):
            action = .restore
            after = backup
            // With the same bytes, the copy was made before a power cut, and the file not replaced.
            isEdited = before.map { $0 != backup && !file.wrote($0) } ?? false
        case (.created, let before?, _):
            action = .remove
            after = nil
            isEdited = !file.wrote(before)
        case (.replaced, _, nil), (.created, nil, _):
            action = .keep
            after = before
            isEdited = false
        }
    }
}
