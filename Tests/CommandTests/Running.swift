import Foundation
import TestSupport

/// Whether the tests run as root: some things only root can prepare, or is asked about.
let isRoot = geteuid() == 0

extension ScratchRoot {
    /// Runs the binary on this root; in what it says, the root's own path is `ROOT`.
    func run(_ arguments: [String], prefix: [String] = []) async throws -> Said {
        var command = bootcmd(arguments)
        if arguments.contains("--root") { command.arguments.removeLast(2) }
        command.arguments = prefix + command.arguments
        let output = try await command.run()
        return Said(
            status: output.status,
            output: output.standardOutput.replacing(url.path, with: "ROOT"),
            error: output.standardError.replacing(url.path, with: "ROOT")
        )
    }

    /// Makes the directories that a machine has in any case.
    func becomeMachine() async throws {
        try await prepare("mkdir -p etc run usr/lib var; ln -s usr/lib lib")
    }

    /// Runs the binary on a machine that has this root's files for its own, in a namespace where
    /// only root can mount them; what is in `/usr` stands before what the tests' machine has there.
    func runAsMachine(_ arguments: [String], prefix: [String] = []) async throws -> Said {
        let output = try await asMachine(prefix + [Product.bootcmd.path] + arguments).run()
        return Said(
            status: output.status,
            output: output.standardOutput,
            error: output.standardError
        )
    }

    /// A command, to be run there.
    func asMachine(_ command: [String]) -> Command {
        // The root itself may be below /var.
        let script = """
            mount -t overlay -o "lowerdir=$1/usr:/usr" overlay /usr
            for directory in etc run var; do mount -n --bind "$1/$directory" "/$directory"; done
            shift
            exec "$@"
            """
        let unshare = ["unshare", "--mount", "--propagation", "private"]
        return Command(unshare + ["sh", "-ec", script, "sh", url.path] + command)
    }

    /// Runs a shell script with the root as its directory.
    func prepare(_ script: String) async throws {
        try await Command(["sh", "-ec", "cd \"$1\"; \(script)", "sh", url.path]).succeed()
    }
}

/// What the binary said, and its exit status.
struct Said: Equatable {
    let status: Int32
    let output: String
    let error: String

    /// What it said beside its steps' beginnings and ends, and of a root in which no programs are.
    var words: String {
        error.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains(": started: ") && !$0.hasSuffix(": finished") }
            .filter { !$0.contains(" is not there, and its version is not known: ") }
            .joined(separator: "\n")
    }
}
