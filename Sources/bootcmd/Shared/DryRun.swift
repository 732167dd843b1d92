import ArgumentParser
import BootLinux
import BootPlan
import Glibc

/// A command that shows what it would do.
struct DryRun {
    let asJSON: Bool
    /// Whether it ends with 2 if something would change.
    let saysChanges: Bool

    /// Nil if no dry run was asked for.
    init?(_ options: DryRunOptions) {
        guard options.dryRun else { return nil }
        asJSON = options.json
        saysChanges = options.exitCode
    }

    /// Prints a plan on standard output, and ends with the exit code of a run that is refused so.
    func show(_ plan: ConfigurePlan, root: Root) throws {
        let style = style(root)
        try print(asJSON ? plan.json(style) : plan.text(style))
        if let refusal = plan.refusals.first { throw ExitCode(refusal.status.rawValue) }
        try end(wouldChange: !plan.isEmpty || plan.ending == .reboot)
    }

    /// Prints the plan of an undo, and ends with the exit code of one that is refused so.
    /// The plan shows the first refusal itself.
    func show(
        _ plan: UndoPlan,
        root: Root,
        refusedFor refusal: UndoRefusal?,
        and refused: Refused?
    ) throws {
        let style = style(root)
        try print(asJSON ? plan.json(style) : plan.text(style))
        if let refusal { throw ExitCode(refusal.status.rawValue) }
        if let refused { throw refused }
        try end(wouldChange: true)
    }

    /// Prints what the gate before etcd decides, and ends with 75 where that is to wait.
    func show(_ plan: JoinPlan) throws {
        try print(asJSON ? plan.json : plan.text)
        if case .wait = plan.decision { throw ExitCode(ExitStatus.notNow.rawValue) }
        try end(wouldChange: plan.changesCluster)
    }

    /// Tells a program that there is nothing to undo.
    func showNothingToUndo() throws {
        try print(UndoPlan.jsonOfNothing)
    }

    private func style(_ root: Root) -> PageStyle {
        PageStyle(isColored: isatty(STDOUT_FILENO) == 1, root: root.prefix)
    }

    private func end(wouldChange: Bool) throws {
        guard saysChanges, wouldChange else { return }
        throw ExitCode(ExitStatus.wouldChange.rawValue)
    }
}
