import ArgumentParser
import Glibc

@main
struct Bootcmd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bootcmd",
        abstract: "Configure this machine as a member of an etcd and flannel cluster.",
        discussion: """
            Reads meta-data and cluster.yaml in the seed directory, writes the configuration of \
            etcd and flanneld, enables both units, and reboots once. It can be run again at any \
            time: a configured node is left as it is. 'configure' is the default: its options may \
            be given without it, as in 'bootcmd --dry-run'.
            """,
        version: version,
        subcommands: [Configure.self, Undo.self, Join.self, Status.self, Routes.self],
        defaultSubcommand: Configure.self
    )

    /// The only place of the version; packages take theirs from `bootcmd --version`.
    static let version = "2.1.0"

    static func main() {
        openStandardStreams()
        // If the reader of a console or a log goes away, the work must continue.
        signal(SIGPIPE, SIG_IGN)
        // A file that would become longer than the limit allows is an error, not our end
        // (setrlimit(2)).
        signal(SIGXFSZ, SIG_IGN)
        // If our parent ignores this signal, we get no exit status of what we run (waitpid(2)).
        signal(SIGCHLD, SIG_DFL)
        umask(0o022)
        switch CommandLine.argc {
        // Swift reads the arguments from /proc. Without it there are none, not even the program's
        // own name, and a dry run would be a run.
        case 0: end { throw UnreadableArguments() }
        // cloud-init gives none, at every boot: parsing them would take as long as a whole run that
        // finds nothing to do.
        case 1: end(ConfigureRun().run)
        // etcd's unit gives these, before each start of etcd.
        case 2 where CommandLine.arguments[1] == "join": Gate().waitToStart()
        case 3 where CommandLine.arguments[1...] == ["join", "--hold"]: Gate().holdEtcd()
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

/// The command line cannot be read, so it is not known what to do.
struct UnreadableArguments: Error, CustomStringConvertible {
    var description: String { "arguments: cannot be read; is /proc mounted?" }
}
