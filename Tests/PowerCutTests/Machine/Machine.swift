import Basics
import Foundation
import TestSupport
import Testing

/// Something that the agent configures, and that can be watched at it from outside.
protocol Machine: Sendable {
    /// What is on its disk.
    var root: ScratchRoot { get }

    /// The agent, run by another command; `boot` tells one boot from another, where there are any.
    func agent(_ arguments: [String], watcher: [String], boot: Int) throws -> Command

    /// The agent, held up before it adds the group: at a gate whose FIFOs are in a directory of the
    /// root.
    func atGate(_ directory: String) throws -> Command
}

extension Machine {
    /// The agent by itself.
    func agent(_ arguments: [String], boot: Int = 1) throws -> Command {
        try agent(arguments, watcher: [], boot: boot)
    }

    /// What the agent and the programs that it runs ask of the kernel, as far as a disk would
    /// remember it, in a run that nothing interrupts.
    func calls(
        of arguments: [String],
        and others: [String] = [],
        longestString: Int = 0
    ) async throws -> [TracedCall] {
        let scratch = try TemporaryDirectory()
        let trace = scratch.url.appending(path: "trace").path
        let watcher =
            strace + [
                "-f", "-y", "-s", "\(longestString)", "-o", trace,
                "-e", "trace=\(DiskCalls.set(DiskCalls.all + others))",
            ]
        try await agent(arguments, watcher: watcher, boot: 1).succeed()
        let text = try String(contentsOfFile: trace, encoding: .utf8)
        return text.split(separator: "\n").compactMap { TracedCall($0) }
    }

    /// Runs the agent with something injected at one of its calls, or at one of a program that it
    /// runs.
    func run(
        _ arguments: [String],
        injecting injection: String,
        at point: CutPoint
    ) async throws -> Command.Output {
        let watcher =
            strace + [
                "-o", "/dev/null", "-e", "trace=\(point.call)",
                "-e", "inject=\(point.call):\(injection):when=\(point.number)",
            ] + (point.file.map { ["-P", root.path($0)] } ?? [])
        if point.program == "bootcmd" {
            return try await agent(arguments, watcher: watcher, boot: 1).run()
        }
        var command = try agent(arguments)
        command.environment?["WATCHED"] = point.program
        command.environment?["WATCHER"] = watcher.joined(separator: " ")
        return try await command.run()
    }

    /// Cuts the power there, and expects the run to come so far.
    func cutPower(at point: CutPoint, of arguments: [String]) async throws {
        let output = try await run(arguments, injecting: "signal=KILL", at: point)
        #expect(output.status == 128 + SIGKILL, "\(point): \(output)")
    }
}

/// A root directory is an image.
struct Image: Machine {
    let root: ScratchRoot

    func atGate(_ directory: String) throws -> Command {
        var command = try agent([])
        let gate = Repository.tests.appending(path: "tools/cuts/gate").path
        command.environment?["WATCHED"] = "groupadd"
        command.environment?["WATCHER"] = "\(gate) \(root.path(directory))"
        return command
    }

    func agent(_ arguments: [String], watcher: [String], boot: Int) -> Command {
        var command = root.bootcmd(arguments)
        command.arguments = watcher + command.arguments
        var environment = ProcessInfo.processInfo.environment
        let watched = Repository.tests.appending(path: "tools/cuts/watched").path
        environment["PATH"] = "\(watched):\(environment["PATH"] ?? "")"
        command.environment = environment
        return command
    }
}

extension RunningNode: Machine {}
