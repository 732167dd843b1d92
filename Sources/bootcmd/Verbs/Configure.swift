import ArgumentParser
import BootPlan

/// What runs where no other subcommand is named.
struct Configure: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Configure this node, and reboot, once (default)."
    )

    @OptionGroup var root: RootOption
    @OptionGroup var seed: SeedOption

    @Option(
        help: ArgumentHelp(
            "The members, name=url,name=url, in place of cluster.yaml.",
            valueName: "members"
        )
    )
    var cluster: String?

    @OptionGroup var dryRun: DryRunOptions

    @Flag(name: .customLong("no-reboot"), help: "Reload systemd instead of rebooting.")
    var noReboot = false

    @OptionGroup var force: ForceOption

    func run() throws {
        try reportingFailure {
            var run = ConfigureRun()
            run.root = root.root
            run.seed = NodePath(seed.seed) ?? run.seed
            run.members = cluster
            run.dryRun = DryRun(dryRun)
            run.noReboot = noReboot
            run.force = force.force
            try run.run()
        }
    }
}
