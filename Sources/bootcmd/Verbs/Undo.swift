import ArgumentParser
import BootLinux
import BootPlan

/// Gives the node back as the agent found it.
struct Undo: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Give the node back as it was before bootcmd configured it.",
        discussion: """
            Puts the original files back, removes those that bootcmd made and the links by which it \
            had units enabled, and forgets the record. The group stays, and nothing is stopped or \
            rebooted.
            """
    )

    @ParentCommand var configure: Bootcmd

    @OptionGroup var target: Target
    @OptionGroup var preview: Preview
    @OptionGroup var override: Override

    func validate() throws {
        let given = [
            (configure.seed != Configure().seed, "--seed"), (configure.cluster != nil, "--cluster"),
            (configure.noReboot, "--no-reboot"),
        ].filter(\.0).map(\.1)
        guard given.isEmpty else {
            throw ValidationError("\(given.joined(separator: ", ")): not an option of undo")
        }
    }

    func run() throws {
        try reportingFailure {
            let root = try Root.open(target.root)
            if !preview.dryRun { try root.lock() }
            guard let record = try root.record() else {
                if preview.json { return try preview.showNothingToUndo() }
                // A power cut may have left an empty directory.
                if !preview.dryRun { try root.removeRecord() }
                return Report.say("bootcmd: no record of a configuration; nothing to undo")
            }
            let plan = try root.undoPlan(record)
            guard !preview.dryRun else { return try preview.show(plan, root: root) }
            try commit(plan, to: root)
        }
    }

    private func commit(_ plan: UndoPlan, to root: Root) throws {
        guard override.force || plan.edited.isEmpty else {
            throw UndoRefusal.edited(plan.edited.map { root.display($0.path) })
        }
        guard override.force || plan.withoutOriginal.isEmpty else {
            throw UndoRefusal.withoutOriginal(plan.withoutOriginal.map { root.display($0.path) })
        }
        try root.requireWritable(plan)
        let manager = try UnitEnabler(of: root)
        try changing("the next undo goes on from there") { try change(by: plan, root, manager) }
        Report.say(
            "bootcmd: given back; what runs goes on until it is stopped; the next boot configures the "
                + "node again unless its user-data no longer calls bootcmd"
        )
    }

    private func change(by plan: UndoPlan, _ root: Root, _ manager: UnitEnabler) throws {
        try root.write(plan.journal)
        try Report.step(
            "files",
            "giving back \(plan.changes.count), removing \(plan.links.count) links of units"
        ) {
            try root.commit(plan)
        }
        try Report.step("record", "removing \(root.display(Record.path))") {
            try root.removeRecord()
        }
        if case .running(let systemd) = manager {
            try Report.step("reload", "once") { try systemd.reload() }
        }
    }
}

/// Files that an undo would not give back as they were.
enum UndoRefusal: Error, CustomStringConvertible {
    /// They hold more than the agent wrote.
    case edited([String])
    /// Their originals are gone.
    case withoutOriginal([String])

    var description: String {
        switch self {
        case .edited(let files):
            "\(files.joined(separator: ", ")): changed since bootcmd wrote it; 'bootcmd undo --dry-run' "
                + "shows what would be lost, and --force discards it"
        case .withoutOriginal(let files):
            "\(files.joined(separator: ", ")): the original, kept as .save, is not there any more; "
                + "put it back, or leave the file as it is with --force"
        }
    }
}
