import ArgumentParser
import Basics
import Configure
import Desired
import Glibc
import Join
import Linux
import LinuxConfigure
import Status
import Units

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

    /// Looks again as long as a run at work may be the reason for what is refused: it changes what
    /// is looked at.
    func look<Look>(
        at root: Root,
        _ body: () throws -> Look,
        nothingIsRefused: (Look) -> Bool
    ) throws -> Look {
        let limit = Deadline(in: .seconds(30))
        while true {
            let before = root.recordVersion
            let isAlone = root.lockHolder() == nil
            let outcome = Result { try body() }
            var isClean = false
            if case .success(let look) = outcome { isClean = nothingIsRefused(look) }
            let isSettled =
                root.recordVersion == before && (isClean || isAlone && root.lockHolder() == nil)
            if isSettled || limit.left == .zero { return try outcome.get() }
            Deadline(in: .milliseconds(100)).wait()
        }
    }

    /// Prints a plan on standard output, and ends with the exit code of a run that is refused so.
    func show(_ plan: ConfigurePlan, root: Root) throws {
        let style = style(root)
        try print(asJSON ? plan.json(style) : TypedOptions().completing(page: plan.text(style)))
        if let refusal = plan.refusals.first { throw ExitCode(refusal.status.rawValue) }
        try end(wouldChange: !plan.isEmpty || plan.ending == .reboot)
    }

    /// Prints the plan of an undo, and ends with the exit code of one that is refused so.
    /// The plan shows the first refusal itself.
    func show(
        _ plan: UndoPlan,
        root: Root,
        refusedFor error: (any Exits)?
    ) throws {
        let style = style(root)
        try print(asJSON ? plan.json(style) : TypedOptions().completing(page: plan.text(style)))
        if let refusal = error as? UndoRefusal { throw ExitCode(refusal.status.rawValue) }
        if let error { throw error }
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
