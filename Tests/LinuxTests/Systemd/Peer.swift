import Foundation
import TestSupport
@testable import Linux

/// PID 1's end of a socket: a real sd-bus server on a thread of its own.
enum Peer {
    typealias Call = BusServer.Call
    typealias Answer = BusServer.Answer

    /// What the body came to, and what the peer was sent.
    struct Outcome<Value> {
        let result: Result<Value, SystemdError>
        let calls: [Call]
    }

    /// Runs `body` against a peer at the other end of a socket pair.
    static func run<Value>(
        limit: Duration = .seconds(20),
        answering answer: @escaping @Sendable (Call) -> Answer,
        _ body: (Systemd) throws(SystemdError) -> Value
    ) -> Outcome<Value> {
        let (client, server) = socketPair()
        return run(answering: answer, accepting: { server }) { () throws(SystemdError) in
            try body(try Systemd(connected: client, limit: limit))
        }
    }

    /// Runs `body` against a peer on the socket that `accept` gives.
    static func run<Value>(
        answering answer: @escaping @Sendable (Call) -> Answer,
        accepting accept: @escaping @Sendable () -> Int32,
        _ body: () throws(SystemdError) -> Value
    ) -> Outcome<Value> {
        let server = BusServer(answer)
        let ended = DispatchSemaphore(value: 0)
        Thread {
            server.serve(accept())
            ended.signal()
        }.start()
        let result = Result(catching: body)
        ended.wait()
        return Outcome(result: result, calls: server.calls)
    }

    static func socketPair() -> (Int32, Int32) {
        var ends: [Int32] = [-1, -1]
        let made = socketpair(
            AF_UNIX,
            Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue),
            0,
            &ends
        )
        precondition(made == 0, "socketpair")
        return (ends[0], ends[1])
    }
}
