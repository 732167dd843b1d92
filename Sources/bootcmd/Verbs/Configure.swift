import ArgumentParser
import Basics
import Status

/// The default subcommand.
struct Configure: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Configure this node, and reboot once."
    )

    @OptionGroup var root: RootOption
    @OptionGroup var seed: SeedOption

    @Option(
        help: ArgumentHelp(
            "Use these members, name=url,name=url, instead of cluster.yaml.",
            valueName: "members"
        )
    )
    var cluster: String?

    @OptionGroup var dryRun: DryRunOptions

    @Flag(
        name: .customLong("no-reboot"),
        help: "Reload systemd instead, and print the command that starts the services."
    )
    var noReboot = false

    @Flag(help: "Run even if this node is recorded as configured; apply an edited cluster.yaml.")
    var force = false

    func run() throws {
        try reportingFailure {
            var run = ConfigureRun()
            run.root = root.root
            run.seed = NodePath(seed.seed) ?? run.seed
            run.members = cluster
            run.dryRun = DryRun(dryRun)
            run.noReboot = noReboot
            run.force = force
            try run.run()
        }
    }
}
