import ArgumentParser
import Glibc
import Diagnostics

@main
struct Bootcmd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootcmd",
        abstract: "Make this machine the etcd and flannel cluster member that it is described as.",
        discussion: """
            Reads meta-data and cluster.yaml in the seed directory, writes the configuration of etcd \
            and flanneld, enables both units, and reboots, once. It can be run again at any time: a \
            node that is configured is left as it is.
            """,
        version: version,
        subcommands: [Undo.self]
    )

    /// The one place of the version; packages take theirs from `bootcmd --version`.
    static let version = "1.0.0"

    @OptionGroup var target: Target
    @OptionGroup var preview: Preview

    @Option(
        help: ArgumentHelp("Directory of the inputs, below the root.", valueName: "directory"),
        completion: .directory
    )
    var seed = Configure().seed

    @Option(
        help: ArgumentHelp(
            "The members, name=url,name=url, in place of cluster.yaml.",
            valueName: "members"
        )
    )
    var cluster: String?

    @Flag(name: .customLong("no-reboot"), help: "Do not reboot: have systemd reload, once.")
    var noReboot = false

    @OptionGroup var override: Override

    func validate() throws {
        let names = seed.split(separator: "/", omittingEmptySubsequences: false)
        guard seed.hasPrefix("/"), !names.contains("..") else {
            throw ValidationError(
                "--seed: \(quoted(seed)) is not a path below the root, such as /var/cloud-init"
            )
        }
    }

    static func main() {
        openStandardStreams()
        // A reader that goes away, of a console or of a log, must not end the work.
        signal(SIGPIPE, SIG_IGN)
        // Whoever ignores this leaves us no exit status of what we run (waitpid(2)).
        signal(SIGCHLD, SIG_DFL)
        umask(0o022)
        switch CommandLine.argc {
        // Swift finds the arguments by means of /proc. Without it there are none, not even the
        // program's own name, and a dry run would be a run.
        case 0: end { throw UnreadableArguments() }
        // cloud-init gives none, at every boot: to have them parsed would take as long as the whole of
        // a run that finds nothing to do.
        case 1: end(Configure().run)
        default: main(nil)
        }
    }

    private static func end(_ command: () throws -> Void) {
        do {
            try reportingFailure(command)
        } catch {
            exit(withError: error)
        }
    }

    func run() throws {
        try reportingFailure {
            try Configure(
                root: target.root,
                seed: seed,
                cluster: cluster,
                preview: preview.dryRun ? preview : nil,
                noReboot: noReboot,
                force: override.force
            ).run()
        }
    }
}

/// The command line is lost, and with it what the run was to do.
struct UnreadableArguments: Error, CustomStringConvertible {
    var description: String { "arguments: cannot be read; is /proc mounted?" }
}

/// Where a command works.
struct Target: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Work on an image: every path lies below this directory, and nothing is rebooted.",
            valueName: "directory"
        ),
        completion: .directory
    )
    var root = Configure().root

    func validate() throws {
        guard !root.isEmpty else { throw ValidationError("--root: '' is no directory") }
    }
}

/// What a command does in spite of what it finds.
///
/// A type of its own, as the other options that both commands have: the parser gives an option of
/// the one command to the other by the type that declares it.
struct Override: ParsableArguments {
    @Flag(
        help: """
            Run again though the record says done; with undo, discard what was changed in a file \
            since bootcmd wrote it.
            """
    )
    var force = false
}

/// How a command shows what it would do.
struct Preview: ParsableArguments {
    @Flag(name: .customLong("dry-run"), help: "Show what would be done; change nothing.")
    var dryRun = false

    @Flag(help: "With --dry-run: show it as JSON.")
    var json = false

    @Flag(
        name: .customLong("exit-code"),
        help: "With --dry-run: exit with 2 if something would change."
    )
    var exitCode = false

    func validate() throws {
        guard dryRun || !json else { throw ValidationError("--json goes with --dry-run") }
        guard dryRun || !exitCode else { throw ValidationError("--exit-code goes with --dry-run") }
    }
}
