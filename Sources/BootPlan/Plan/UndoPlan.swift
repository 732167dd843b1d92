/// All that giving a node back will do to it: the other way round of a `ConfigurePlan`.
public struct UndoPlan: Equatable, Sendable {
    /// A file of the agent, and what becomes of it.
    public struct File: Equatable, Sendable {
        /// What becomes of a file.
        public enum Action: String, Sendable {
            /// The operator's own file is put back.
            case restore
            /// The file goes: there was none before.
            case remove
            /// The file stays: it is the operator's own, or is gone already.
            case keep
        }

        /// The absolute path.
        public let path: NodePath
        /// What becomes of it.
        public let action: Action
        /// The bytes today; nil if the file is not there.
        public let before: [UInt8]?
        /// The bytes afterwards; nil if there will be no file.
        public let after: [UInt8]?
        /// Whether somebody changed the file since the agent wrote it, which would be lost.
        public let isEdited: Bool
        /// Whether the file is the agent's, and the original that it replaced is gone.
        public let lacksOriginal: Bool
    }

    /// Whom the record is about.
    public let identity: Identity
    /// Every file that the agent wrote.
    public let files: [File]
    /// The directories that go if they are empty, parents first.
    public let directories: [NodePath]
    /// The links that go, by which systemd knows that units are enabled.
    public let links: [NodePath]
    /// The line of `/etc/group` that goes, which the agent copied from the image; nil if there is none,
    /// or if it has changed since.
    public let groupLine: String?
    /// A group that the agent added; it stays, for users are in it by now.
    public let group: String?
    /// The record while the undo is under way.
    public let journal: Record

    /// The files that change.
    public var changes: [File] { files.filter { $0.action != .keep } }
    /// The files whose edits would be lost.
    public var edited: [File] { changes.filter(\.isEdited) }
    /// The files that cannot be given back.
    public var withoutOriginal: [File] { files.filter(\.lacksOriginal) }

    /// Compares what the agent did with what is there.
    ///
    /// - Parameters:
    ///   - record: what the agent did.
    ///   - contents: the bytes of each file that is there, by path.
    ///   - backups: the bytes of each original that is kept, by the path that it belongs to.
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
        // What is neither there nor ours was put back already, by an undo that was cut.
        lacksOriginal =
            file.origin == .replaced && backup == nil && before.map(file.wrote) ?? true
        switch (file.origin, before, backup) {
        case (.replaced, _, let backup?):
            action = .restore
            after = backup
            // The same bytes: the copy was made, and a power cut came before the file was replaced.
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
