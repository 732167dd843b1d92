import Foundation
import TestSupport

/// A node whose root directory is `/` to the agent, with a PID 1: all of a boot but the kernel.
final class RunningNode: Sendable {
    let root: ScratchRoot
    let firstProcess: FirstProcess
    private let distribution: Distribution
    private let scratch: TemporaryDirectory

    /// A node that was just installed, on a file system that outlives a reboot.
    init(shutdown: FirstProcess.Shutdown = .terminates) async throws {
        distribution = try await Distribution.shared.value
        scratch = try TemporaryDirectory()
        root = try ScratchRoot(in: .lasting)
        for directory in distribution.directories + ["proc", "dev", "run", "var/cache"] {
            try root.makeDirectory("/\(directory)")
        }
        firstProcess = try FirstProcess(of: root.url, shutdown: shutdown)
    }

    deinit { firstProcess.stop() }

    /// The agent as the node's own, watched from outside by `watcher`. One `boot` is told from
    /// another; `layout` is what a shell does in the node's namespace before, with `$root`.
    func bootcmd(
        _ arguments: [String] = [],
        watcher: [String] = [],
        boot: Int = 1,
        layout: String = ""
    ) throws -> Command {
        let id = scratch.url.appending(path: "boot-\(boot)")
        try Data("00000000-0000-4000-8000-\(String(100_000_000_000 + boot))\n".utf8).write(to: id)
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(Distribution.path):\(environment["PATH"] ?? "")"
        environment["LAYOUT"] = layout
        return Command(
            [
                Repository.tests.appending(path: "tools/cuts/node").path, root.url.path,
                distribution.url.path, id.path,
            ] + watcher + ["--", Distribution.agent] + arguments,
            environment: environment
        )
    }

    func atGate(_ directory: String) throws -> Command {
        var command = try agent([])
        command.environment?["WATCHED"] = "groupadd"
        command.environment?["WATCHER"] = "gate \(directory)"
        return command
    }

    func agent(_ arguments: [String], watcher: [String], boot: Int) throws -> Command {
        try bootcmd(arguments, watcher: watcher, boot: boot)
    }
}
