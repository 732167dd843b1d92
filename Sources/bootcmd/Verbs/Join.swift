import ArgumentParser
import Basics
import LinuxConfigure

/// Lets etcd start once it may, as what it then is.
struct Join: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract:
            "Wait until this member's etcd may start: as a founder, or in place of a lost one.",
        discussion: """
            etcd's unit runs this before each start of etcd. With data on the disk it ends at \
            once. Otherwise it asks the other members, takes this machine's own old entry out of \
            the cluster, adds it anew, and waits for whatever is in the way of that.
            """
    )

    @OptionGroup var root: RootOption
    @OptionGroup var seed: SeedOption
    @OptionGroup var dryRun: DryRunOptions

    /// What else is asked of the gate than to wait.
    enum Order: EnumerableFlag {
        case replace, found, alone, hold, started

        static func help(for order: Order) -> ArgumentHelp? {
            switch order {
            case .replace:
                "Give up the data that was on this disk, and forget what was heard of a cluster."
            case .found:
                "Found the cluster without the machines that do not answer, unless one has data."
            case .alone:
                "Go on alone with the data that is here, for those whose data is lost to join."
            case .hold:
                "Keep etcd from starting without data; its unit runs this before the gate itself."
            case .started: "Remember that etcd has started; its unit runs this afterwards."
            }
        }
    }

    @Flag(exclusivity: .exclusive)
    var order: Order?

    func validate() throws {
        guard !dryRun.dryRun || order == nil else {
            throw ValidationError(
                "--dry-run changes nothing, and the other orders of join do"
            )
        }
        // On a member of the same name and address, it would take that member out of its cluster.
        guard !root.isImage || dryRun.dryRun || order == .replace else {
            throw ValidationError(
                "--root: the etcd of an image is not started here; use --dry-run or --replace"
            )
        }
    }

    func run() throws {
        let gate = Gate(root: root.root, seed: NodePath(seed.seed))
        if let dryRun = DryRun(dryRun) {
            try reportingFailure { try dryRun.show(gate.look()) }
            return
        }
        switch order {
        case .replace: try reportingFailure { try gate.giveUpData() }
        case .found: try reportingFailure { try gate.found() }
        case .alone: try reportingFailure { try gate.goAlone() }
        case .hold: gate.holdEtcd()
        case .started: gate.rememberStart()
        case nil: gate.waitToStart()
        }
    }
}
