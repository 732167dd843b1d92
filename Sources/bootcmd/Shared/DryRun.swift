import ArgumentParser
import BootLinux
import BootPlan
import Glibc

extension Preview {
    /// Prints a plan on standard output; with `--exit-code`, ends with 2 if it would change anything.
    func show(_ plan: ConfigurePlan, root: Root, allowsReboot: Bool) throws {
        let style = style(root, allowsReboot: allowsReboot)
        try print(json ? plan.json(style) : plan.text(style))
        try end(wouldChange: !plan.isEmpty || plan.needsReboot)
    }

    /// Prints the plan of an undo in the same way.
    func show(_ plan: UndoPlan, root: Root) throws {
        let style = style(root, allowsReboot: false)
        try print(json ? plan.json(style) : plan.text(style))
        try end(wouldChange: true)
    }

    /// Tells a program that there is nothing to undo.
    func showNothingToUndo() throws {
        try print(UndoPlan.jsonOfNothing)
    }

    private func print(_ text: String) throws {
        do {
            try write(text, to: STDOUT_FILENO)
        } catch {
            // Whoever reads it has seen enough: `bootcmd --dry-run | head`.
            guard error.errno == EPIPE else { throw error }
        }
    }

    private func style(_ root: Root, allowsReboot: Bool) -> ConfigurePlan.Style {
        ConfigurePlan.Style(
            isColored: isatty(STDOUT_FILENO) == 1,
            root: root.prefix,
            allowsReboot: allowsReboot
        )
    }

    private func end(wouldChange: Bool) throws {
        guard exitCode, wouldChange else { return }
        throw ExitCode(ExitStatus.wouldChange.rawValue)
    }
}
