import ArgumentParser
import Basics
import Desired
import Linux
import LinuxConfigure

/// Runs a command; an error that stops it is printed on standard error and decides the exit code.
func reportingFailure(_ command: () throws -> Void) throws {
    do {
        try command()
    } catch let error as ChangedNode {
        try stop(error, "what was changed stays; \(error.continuation)")
    } catch let error as any Exits {
        try stop(error, "nothing was changed")
    }
}

private func stop(_ error: any Exits, _ state: String) throws {
    Report.say("\(error)")
    Report.say("bootcmd: stopped; \(state)")
    throw ExitCode(error.status.rawValue)
}

/// Runs what changes the node, which begins with its record. After an error the node may be
/// changed; `continuation` tells the operator what to do then.
func changing(_ root: Root, _ continuation: String, _ body: () throws -> Void) throws {
    let before = root.recordVersion
    do {
        try body()
    } catch let cause as any Exits {
        guard root.recordVersion != before else { throw cause }
        throw ChangedNode(cause: cause, continuation: continuation)
    }
}

/// The error that stopped a run after it had begun to change the node.
struct ChangedNode: Error, CustomStringConvertible {
    let cause: any Exits
    let continuation: String

    var description: String { "\(cause)" }
}

/// Everything that the plan refuses, which stops a run before its first write. The first refusal
/// decides the exit code.
struct Refused: Error, CustomStringConvertible {
    let description: String
    let status: ExitStatus

    /// Nil where nothing is refused; `root` stands before each path.
    init?(_ refusals: [Refusal], below root: String) {
        guard let first = refusals.first else { return nil }
        status = first.status
        description = refusals.map { $0.text(below: root) }.joined(separator: "\n")
    }
}
