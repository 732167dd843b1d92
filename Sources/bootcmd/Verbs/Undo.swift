import ArgumentParser
import BootLinux
import BootPlan
import Glibc

/// Puts the node back as the agent found it.
struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Put this node back as it was before bootcmd configured it.",
        discussion: """
            Puts the original files back, removes the files that bootcmd created and the links by \
            which it enabled the units, and removes the record. A group that it added stays. Nothing \
            is stopped or rebooted.
            """
    )

    @OptionGroup var root: RootOption
    @OptionGroup var dryRun: DryRunOptions

    @Flag(help: "Discard what was changed in a file since bootcmd wrote it.")
    var force = false

    func run() throws {
        try reportingFailure {
            let root = try root.open()
            let dryRun = DryRun(dryRun)
            if dryRun == nil { try root.lock() }
            let record: Record
            switch try root.storedRecord() {
            case .trusted(let stored): record = stored
            case .untrusted(let error): throw error
            case .none:
                if let dryRun, dryRun.asJSON { return try dryRun.showNothingToUndo() }
                // A power cut may have left an empty directory.
                if dryRun == nil { try root.removeRecord() }
                return Report.say("bootcmd: no record of a configuration; nothing to undo")
            }
            let plan = try root.undoPlan(record)
            let refusal = force ? nil : UndoRefusal(plan, below: root)
            let refused = try refused(plan, on: root)
            if let dryRun {
                return try dryRun.show(plan, root: root, refusedFor: refusal, and: refused)
            }
            if let refusal { throw refusal }
            if let refused { throw refused }
            try commit(plan, to: root)
        }
    }

    /// What stands in the way of the undo; a dry run shows what root would do.
    private func refused(_ plan: UndoPlan, on root: Root) throws -> Refused? {
        let checksRights = !dryRun.dryRun || geteuid() == 0
        let obstacles = try root.obstacles(to: plan.footprint, checksRights: checksRights)
        return Refused(obstacles.map(Refusal.obstacle), below: root.prefix)
    }

    private func commit(_ plan: UndoPlan, to root: Root) throws {
        let enabler = try UnitEnabler(of: root)
        for warning in plan.warnings(below: root.prefix) {
            Report.say("bootcmd: warning: \(warning)")
        }
        try changing("run 'bootcmd undo' again to finish") { try change(by: plan, root, enabler) }
        Report.say(
            "bootcmd: undone. Running services were not stopped. Unless you remove bootcmd from "
                + "user-data, the next boot configures this node again"
        )
    }

    private func change(by plan: UndoPlan, _ root: Root, _ enabler: UnitEnabler) throws {
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
            "\(files.joined(separator: ", ")): changed since bootcmd wrote it; 'bootcmd undo --dry-run' "
                + "shows what would be lost, and --force discards it"
        case .withoutOriginal(let files):
            "\(files.joined(separator: ", ")): the original, kept as .save, is gone; "
                + "put it back, or use --force to leave the file as it is"
        }
    }
}
