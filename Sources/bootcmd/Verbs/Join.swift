import ArgumentParser
import BootLinux
import BootPlan

/// Lets etcd start once it may, as what it then is.
struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Wait until this member's etcd may start: as a founder, or in place of a lost one.",
        discussion: """
            etcd's unit runs this before each start of etcd. With data on the disk it ends at once. \
            Otherwise it asks the other members, takes this machine's own old entry out of the \
            cluster, adds it anew, and waits for whatever is in the way of that.
            """
    )

    @OptionGroup var root: RootOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var dryRun: DryRunOptions

    @Flag(help: "Give up the data that was on this disk: a gate that waits for it continues.")
    var replace = false

    func validate() throws {
        guard !dryRun.dryRun || !replace else {
            throw ValidationError("--replace changes something, and --dry-run does not")
        }
        // On a member of the same name and address, it would take that member out of its cluster.
        guard !root.isImage || dryRun.dryRun || replace else {
            throw ValidationError(
                "--root: the etcd of an image is not started here; use --dry-run or --replace"
            )
        }
    }

    func run() throws {
        let gate = Gate(root: root.root, seed: NodePath(seed.seed))
        if let dryRun = DryRun(dryRun) {
            try reportingFailure { try dryRun.show(gate.look()) }
        } else if replace {
            try reportingFailure { try gate.giveUpData() }
        } else {
            gate.waitToStart()
        }
    }
}
