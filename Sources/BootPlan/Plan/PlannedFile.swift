/// A file as it is today and as it will be.
public struct PlannedFile: Equatable, Sendable {
    /// What becomes of a file.
    public enum Action: Equatable, Sendable {
        /// It is as it must be.
        case keep
        /// It is made: there is none.
        case create
        /// Its contents are replaced.
        case replace(Contents)
        /// It stays, though it is not as it must be: somebody edited it.
        case leave
    }

    /// Whose contents are replaced.
    public enum Contents: Equatable, Sendable {
        /// The operator's. They are kept as `.save` first.
        case original
        /// An earlier run's.
        case ours
        /// The operator's, kept already by a run that was cut before it replaced them.
        case kept
        /// An edit that is kept nowhere; `hasBackup` where `.save` holds what was there before.
        case edit(hasBackup: Bool)
    }

    /// Where the file lies.
    public let path: NodePath
    /// The bytes today; nil if the file is not there.
    public let before: [UInt8]?
    /// The bytes that the node must hold.
    public let after: [UInt8]
    /// What becomes of it.
    public let action: Action
    /// What was there before the agent's first write; nil for a file of somebody else's that is as it
    /// must be already.
    public let origin: Record.File.Origin?

    /// Whether the file will be written.
    public var isChange: Bool {
        switch action {
        case .create, .replace: true
        case .keep, .leave: false
        }
    }

    /// The bytes once the plan is carried out.
    var outcome: [UInt8] { action == .leave ? before ?? after : after }

    /// Decides what becomes of a file.
    ///
    /// - Parameters:
    ///   - desired: what the node must hold.
    ///   - disk: what it holds today.
    ///   - known: what the record says of the file.
    ///   - isSettled: whether the run that the record is about came to its end.
    ///   - isAdopted: whether the node is one that was configured before there was a record.
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
        let before = disk.contents[path]
        self.before = before
        let backup = disk.backups[path]
        let origin: Record.File.Origin? =
            if let known {
                known.origin
            } else if backup != nil || (before != nil && before != after) {
                .replaced
            } else if before == nil || isAdopted {
                // The script made those of an adopted node.
                .created
            } else {
                nil
            }
        self.origin = origin

        guard let before else {
            action = .create
            return
        }
        guard before != after else {
            action = .keep
            return
        }
        if known?.wrote(before) == true {
            action = .replace(.ours)
        } else if leavesEdits, known != nil, before != backup {
            action = .leave
        } else if origin == .replaced, backup == nil {
            action = .replace(.original)
        } else if known != nil, !isSettled || before == backup {
            // Under a journal, the original may lie there still, beside its copy.
            action = .replace(.kept)
        } else {
            action = .replace(.edit(hasBackup: origin == .replaced))
        }
    }
}
