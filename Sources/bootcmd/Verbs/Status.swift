import ArgumentParser
import Basics
import Glibc
import Status

/// Tells whether this node works.
struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Tell whether this node works and, if not, what to do first.",
        discussion: """
            Checks the configuration, etcd, its members, flannel and docker, in this order, and \
            asks each machine of the cluster for an echo across the overlay. Changes nothing. \
            Exits with 0 if the node works, with 75 if it does not yet, and with 1 if waiting \
            will not help.
            """
    )

    @OptionGroup var seed: SeedOption

    @Option(help: .hidden)
    var root = "/"

    @Option(
        defaultAsFlag: WaitLimit.usual,
        parsing: .next,
        help: ArgumentHelp(
            "Wait until the node works, at most so long; say what it waits for.",
            valueName: "seconds"
        )
    )
    var wait: WaitLimit?

    @Flag(name: .customLong("no-cluster"), help: "Leave out the cluster's machines.")
    var noCluster = false

    @Flag(help: "Print the status as JSON.")
    var json = false

    @Flag(help: "Print nothing; the exit code is the answer.")
    var quiet = false

    func validate() throws {
        if let wait, wait.duration == nil {
            throw ValidationError("--wait: \(quoted(wait.description)) is not 0 to 86400 seconds")
        }
        guard root == "/" else {
            throw ValidationError(
                "--root: an image does not run, and has no status; 'bootcmd --dry-run --root "
                    + "\(visible(root))' shows whether it is configured"
            )
        }
        guard !quiet || !json else { throw ValidationError("--quiet prints no JSON") }
    }

    func run() throws {
        try reportingFailure {
            let look = StatusLook(seed: NodePath(seed.seed))
            if let limit = wait?.duration { try look.wait(for: limit, isQuiet: quiet) }
            let status = try look.status(withCluster: !noCluster && !quiet)
            if !quiet { try show(status) }
            if let code = status.status { throw ExitCode(code.rawValue) }
        }
    }

    private func show(_ status: NodeStatus) throws {
        let style = PageStyle(isColored: isatty(STDOUT_FILENO) == 1)
        try print(json ? status.json : status.text(style))
    }
}

/// How long to wait.
///
/// It takes any string, to be validated afterwards: where a value is refused, ArgumentParser takes
/// the option for one without a value.
struct WaitLimit: ExpressibleByArgument, CustomStringConvertible {
    let description: String

    static let usual = WaitLimit(argument: "600")

    init(argument: String) {
        description = argument
    }

    /// Nil for what is not a number of seconds up to a day.
    var duration: Duration? {
        guard let seconds = Int(description), (0...86_400).contains(seconds) else { return nil }
        return .seconds(seconds)
    }
}
