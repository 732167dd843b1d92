import ArgumentParser
import Basics
import Configure
import Desired
import Glibc
import Linux
import LinuxConfigure
import Units

/// Puts the node back as the agent found it.
struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put this node back as it was before bootcmd configured it.",
        discussion: """
            Puts the original files back, removes the files that bootcmd created and the links by \
            which it enabled the units, and removes the record. A group that it added stays. \
            Nothing is rebooted, and nothing that runs is stopped; an etcd that waits at its gate \
            is.
            """
    )

    @OptionGroup var root: RootOption
    @OptionGroup var dryRun: DryRunOptions

    @Flag(help: "Discard what was changed in a file since bootcmd wrote it.")
    var force = false

    func run() throws {
        try reportingFailure {
            let root = try root.open()
            if let dryRun = DryRun(dryRun) {
                let undo = try dryRun.look(at: root) {
                    try decide(on: root)
                } nothingIsRefused: {
                    $0?.error == nil
                }
                guard let undo else {
                    return dryRun.asJSON ? try dryRun.showNothingToUndo() : sayNothingToUndo()
                }
                return try dryRun.show(undo.plan, root: root, refusedFor: undo.error)
            }
            try root.lock()
            guard let undo = try decide(on: root) else {
                // A power cut may have left an empty directory.
                try root.removeRecord()
                return sayNothingToUndo()
            }
            if let error = undo.error { throw error }
            try commit(undo.plan, to: root)
        }
    }

    private func sayNothingToUndo() {
        Report.say("bootcmd: no record of a configuration; nothing to undo")
    }

    /// What an undo does, and what stands in its way; nil where there is no record.
    private func decide(on root: Root) throws -> (plan: UndoPlan, error: (any Exits)?)? {
        let record: Record
        switch try root.storedRecord() {
        case .trusted(let stored): record = stored
        case .untrusted(let error): throw error
        case .none: return nil
        }
        let plan = try root.undoPlan(record)
        // A dry run shows what root would do.
        let checksRights = !dryRun.dryRun || geteuid() == 0
        let obstacles = try root.obstacles(to: plan.footprint, checksRights: checksRights)
        let refusal = force ? nil : UndoRefusal(plan, below: root)
        return (plan, refusal ?? Refused(obstacles.map(Refusal.obstacle), below: root.prefix))
    }

    private func commit(_ plan: UndoPlan, to root: Root) throws {
        let enabler = try UnitEnabler(of: root)
        for warning in plan.warnings(below: root.prefix) {
            Report.say("bootcmd: warning: \(warning)")
        }
        try changing(root, "run 'bootcmd undo' again to finish") {
            try change(by: plan, root, enabler)
        }
        Report.say(
            "bootcmd: undone. Services that ran were not stopped. Unless you remove bootcmd from "
                + "user-data, the next boot configures this node again"
        )
    }

    private func change(by plan: UndoPlan, _ root: Root, _ enabler: UnitEnabler) throws {
        // First: a gate that waits any longer could put this machine into the cluster as a voter
        // that never comes.
        if plan.endsGate, case .running(let systemd) = enabler,
            try systemd.stopPreparing("etcd.service", within: .seconds(30))
        {
            Report.say("bootcmd: gate: stopped etcd.service, which waited for the other members")
        }
        if root.isSystem {
            try Report.step("flush", "what others have written") {
                try root.flushCloudInit(seed: "/var/cloud-init")
            }
        }
        try root.write(plan.journal)
        try Report.step(
            "files",
            "restoring \(plan.changes.count), removing \(plan.links.count) links of units"
        ) {
            if let line = plan.groupLine, let name = plan.journal.group {
                try Groups(of: root).remove(name, line)
            }
            try root.commit(plan)
        }
        try Report.step("record", "removing \(root.display(Record.path))") {
            try root.removeRecord()
        }
        if case .running(let systemd) = enabler {
            try Report.step("reload", "once") { try systemd.reload() }
        }
    }
}

/// Files that an undo would not put back as they were.
enum UndoRefusal: Error, CustomStringConvertible {
    /// They were edited since the agent wrote them.
    case edited([String])
    /// Their originals are gone.
    case withoutOriginal([String])

    /// Nil if the undo puts everything back.
    init?(_ plan: UndoPlan, below root: Root) {
        if !plan.edited.isEmpty {
            self = .edited(plan.edited.map { root.display($0.path) })
        } else if !plan.withoutOriginal.isEmpty {
            self = .withoutOriginal(plan.withoutOriginal.map { root.display($0.path) })
        } else {
            return nil
        }
    }

    var description: String {
        switch self {
        case .edited(let files):
            "\(files.joined(separator: ", ")): changed since bootcmd wrote it; 'bootcmd undo "
                + "--dry-run' shows what would be lost, and --force discards it"
        case .withoutOriginal(let files):
            "\(files.joined(separator: ", ")): the original, kept as .save, is gone; "
                + "put it back, or use --force to leave the file as it is"
        }
    }
}
