import ArgumentParser
import Glibc

@main
struct Bootcmd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootcmd",
        abstract: "Configure this machine as a member of an etcd and flannel cluster.",
        discussion: """
            Reads meta-data and cluster.yaml in the seed directory, writes the configuration of etcd \
            and flanneld, enables both units, and reboots, once. It can be run again at any time: a \
            node that is configured is left as it is. 'bootcmd configure' is what runs unless another \
            subcommand is named; its options may be given without it, as in 'bootcmd --dry-run'.
            """,
        version: version,
        subcommands: [Configure.self, Undo.self],
        defaultSubcommand: Configure.self
    )

    /// The one place of the version; packages take theirs from `bootcmd --version`.
    static let version = "2.0.0"

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
        case 1: end(ConfigureRun().run)
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
}

/// The command line is lost, and with it what the run was to do.
struct UnreadableArguments: Error, CustomStringConvertible {
    var description: String { "arguments: cannot be read; is /proc mounted?" }
}
