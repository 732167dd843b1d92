/// A file as it is today and as it will be.
public struct PlannedFile: Equatable, Sendable {
    /// What becomes of a file.
    public enum Action: Equatable, Sendable {
        /// The file is as it must be.
        case keep
        /// There is no file: it is created.
        case create
        /// Its contents are replaced.
        case replace(Contents)
        /// Its contents are as they must be, and those who may read it are not: it is written again.
        case protect
        /// Somebody edited the file, and it stays although it is not as it must be.
        case leave
    }

    /// Whose contents are replaced.
    public enum Contents: Equatable, Sendable {
        /// The operator's. They are first kept as `.save`.
        case original
        /// An earlier run's.
        case ours
        /// The operator's, already kept by a run that was interrupted before it replaced them.
        case kept
        /// An edit that will be lost; `hasBackup` if `.save` holds what was there before the agent.
        case edit(hasBackup: Bool)
        /// Somebody's, beside a `.save` that no run made: only one of the two can be the original. A run
        /// refuses; a forced one loses these.
        case unkept
    }

    /// Where the file lies.
    public let path: NodePath
    /// The bytes now; nil if there is no file.
    public let before: [UInt8]?
    /// The bytes that the node must hold.
    public let after: [UInt8]
    /// Who may read it.
    public let access: FileAccess
    /// Whether what it holds is shown to nobody.
    public let isSecret: Bool
    /// What becomes of it.
    public let action: Action
    /// What was there before the agent's first write; nil for somebody else's file that is already as
    /// it must be.
    public let origin: Record.File.Origin?
    /// The original's fingerprint, if it is a default of the tree.
    let treeDefault: Fingerprint?

    /// Whether the file will be written.
    public var isChange: Bool {
        switch action {
        case .create, .replace, .protect: true
        case .keep, .leave: false
        }
    }

    /// The bytes once the plan is carried out.
    var outcome: [UInt8] { action == .leave ? before ?? after : after }

    /// Decides what becomes of a file.
    ///
    /// - Parameters:
    ///   - desired: what the node must hold.
    ///   - disk: what it holds now.
    ///   - known: what the record says of the file.
    ///   - isSettled: whether the recorded run was completed.
    ///   - isAdopted: whether the node was configured before there was a record.
    ///   - leavesEdits: whether what somebody edited is left alone.
    init(
        _ desired: DesiredState.File,
        on disk: DiskState,
        known: Record.File?,
        isSettled: Bool,
        isAdopted: Bool,
        leavesEdits: Bool
    ) {
        path = desired.path
        after = desired.contents
        access = desired.access
        isSecret = desired.file.isSecret
        let before = disk.contents[path]
        self.before = before
        let backup = disk.backups[path]
        let origin: Record.File.Origin? =
            if let known {
                known.origin
            } else if backup != nil && (before != nil || desired.file.isMovedByScripts)
                || before != nil && before != after
            {
                .replaced
            } else if before == nil || isAdopted {
                // On an adopted node, the script created the file.
                .created
            } else {
                nil
            }
        self.origin = origin
        let original = origin == .replaced ? backup ?? (known == nil ? before : nil) : nil
        treeDefault =
            known?.treeDefault
            ?? original.flatMap {
                $0 == disk.treeDefaults[desired.path] ? Fingerprint(of: $0) : nil
            }

        guard let before else {
            action = .create
            return
        }
        guard before != after else {
            let ownership = desired.access.ownership
            action = ownership == nil || ownership == disk.ownerships[path] ? .keep : .protect
            return
        }
        guard let known else {
            action = .replace(Contents(unrecorded: before, backup: backup, after: after))
            return
        }
        if known.wrote(before) {
            action = .replace(.ours)
        } else if leavesEdits, before != backup {
            action = .leave
        } else if origin == .replaced, backup == nil {
            action = .replace(.original)
        } else if !isSettled || before == backup {
            // Under a journal, the original may still be in its place, beside its copy.
            action = .replace(.kept)
        } else {
            action = .replace(.edit(hasBackup: origin == .replaced))
        }
    }
}

extension PlannedFile.Contents {
    /// Whose contents are those of a file that no run has recorded.
    fileprivate init(unrecorded before: [UInt8], backup: [UInt8]?, after: [UInt8]) {
        if backup == nil {
            self = .original
        } else if before == backup {
            self = .kept
        } else if after.starts(with: before) {
            // A script that kept the original, and was cut while it wrote this.
            self = .ours
        } else {
            self = .unkept
        }
    }
}
