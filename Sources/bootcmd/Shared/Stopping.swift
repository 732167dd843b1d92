import ArgumentParser
import BootPlan

/// Runs a command; what stops it is said on standard error and becomes the exit code.
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

/// Runs what changes the node: an error out of it stops a run that has begun, and `continuation` says
/// what the operator does then.
func changing(_ continuation: String, _ body: () throws -> Void) throws {
    do {
        try body()
    } catch let cause as any Exits {
        throw ChangedNode(cause: cause, continuation: continuation)
    }
}

/// What stopped a run that had begun to change the node.
struct ChangedNode: Error, CustomStringConvertible {
    let cause: any Exits
    let continuation: String

    var description: String { "\(cause)" }
}

/// What stopped a run before its first write: all that the plan refuses. The first decides the code.
struct Refused: Error, CustomStringConvertible {
    let refusals: [Refusal]
    let status: ExitStatus

    /// Nil where nothing is refused.
    init?(_ refusals: [Refusal]) {
        guard let first = refusals.first else { return nil }
        self.refusals = refusals
        status = first.status
    }

    var description: String { refusals.map(\.description).joined(separator: "\n") }
}
