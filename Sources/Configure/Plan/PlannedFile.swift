import Basics
import Desired

/// A file as it is today and as it will be.
package struct PlannedFile: Equatable, Sendable {
    /// What becomes of a file.
    package enum Action: Equatable, Sendable {
        /// The file is as it must be.
        case keep
        /// There is no file: it is created.
        case create
        /// Its contents are replaced.
        case replace(Contents)
        /// Its contents are as they must be, and those who may read or write it are not: it is
        /// written again.
        case protect
        /// Somebody edited the file, and it stays although it is not as it must be.
        case leave
    }

    /// Whose contents are replaced.
    package enum Contents: Equatable, Sendable {
        /// The operator's. They are kept first.
        case original
        /// An earlier run's.
        case ours
        /// The operator's, already kept by a run that was interrupted before it replaced them.
        case kept
        /// An edit that will be lost; `hasBackup` if `.save` holds what was there before the agent.
        case edit(hasBackup: Bool)
        /// Somebody's, beside a `.save` that no run made: only one of the two can be the original.
        /// A run refuses; a forced one loses these.
        case unkept
    }

    /// Where the file lies.
    package let path: NodePath
    /// The bytes now; nil if there is no file.
    package let before: [UInt8]?
    /// The bytes that the node must hold.
    package let after: [UInt8]
    /// Who may read it.
    package let access: FileAccess
    /// Whether what it holds is shown.
    let isShown: Bool
    /// What becomes of it.
    package let action: Action
    /// What was there before the agent's first write; nil for somebody else's file that is already
    /// as it must be.
    let origin: Record.File.Origin?
    /// The original's fingerprint, if it is a default of the tree.
    package let treeDefault: Fingerprint?
    /// The original's fingerprint, if it is one that is shown.
    private(set) var original: Fingerprint?
    /// Where the run keeps the original; nil if it keeps none.
    package private(set) var backup: NodePath?

    /// Whether nothing that is made from what it holds may be written elsewhere.
    package var isSecret: Bool { ManagedFile(at: path)?.isSecret == true }

    /// Whether the file will be written.
    package var isChange: Bool {
        switch action {
        case .create, .replace, .protect: true
        case .keep, .leave: false
        }
    }

    /// The bytes once the plan is carried out.
    package var outcome: [UInt8] { action == .leave ? before ?? after : after }

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
        let now = disk.permissions[desired.path]
        let isLoose =
            known != nil && !leavesEdits
            && now?.areLoose(of: desired.file, kept: disk.permissions[desired.path.backup]) == true
        access = isLoose && desired.access == .shared ? .mended : desired.access
        isShown = desired.file.isShown
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
                $0 == disk.treeDefaults[desired.path] && !desired.file.isSecret
                    ? Fingerprint(of: $0) : nil
            }
        self.original =
            isShown ? known?.original ?? original.map(Fingerprint.init(of:)) : nil

        guard let before else {
            action = .create
            return
        }
        guard before != after else {
            let ownership = desired.access.ownership
            let isRight = ownership == nil || ownership == now?.ownership
            action = isRight && !isLoose ? .keep : .protect
            return
        }
        guard let known else {
            let contents = Contents(
                unrecorded: before,
                backup: backup,
                isOurs: disk.secondBackups.contains(path),
                after: after
            )
            action = .replace(contents)
            if contents == .original {
                self.backup = backup == nil ? path.backup : path.secondBackup
            }
            return
        }
        if known.wrote(before, over: backup) {
            action = .replace(.ours)
        } else if leavesEdits, before != backup {
            action = .leave
        } else if origin == .replaced, backup == nil {
            action = .replace(.original)
            self.backup = path.backup
            self.original = isShown ? Fingerprint(of: before) : nil
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
    fileprivate init(unrecorded before: [UInt8], backup: [UInt8]?, isOurs: Bool, after: [UInt8]) {
        if backup == nil {
            self = .original
        } else if before == backup {
            // A copy of the operator's has times and owners of its own, and stays the operator's.
            self = isOurs ? .kept : .original
        } else if after.starts(with: before) {
            // A script that kept the original, and was cut while it wrote this.
            self = .ours
        } else {
            self = .unkept
        }
    }
}
