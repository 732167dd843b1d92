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

    /// What it said beside its steps' beginnings and ends.
    var words: String {
        error.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.contains(": started: ") && !$0.hasSuffix(": finished") }
            .joined(separator: "\n")
    }
}
