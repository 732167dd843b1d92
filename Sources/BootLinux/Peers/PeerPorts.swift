public import BootPlan
import Glibc

/// Ports of other machines, connected to all at once, and only to see how they take it (connect(2)).
///
/// A machine that refuses is up, and has no etcd yet; one from which nothing comes back may be off.
/// Who accepts may be a kernel that speaks for a process which was stopped.
public struct PeerPorts: ~Copyable {
    private var attempts: [Attempt] = []

    /// How a port took a connection, and how long that was in coming.
    public struct Outcome {
        /// How it did.
        public let port: PeerAnswer.Port
        /// After how long.
        public let time: Duration
    }

    private struct Attempt {
        let socket: Int32
        let begin = Deadline.now
        var outcome: Outcome?

        mutating func end(with port: PeerAnswer.Port) {
            outcome = Outcome(port: port, time: Deadline.now - begin)
        }
    }

    /// Begins to connect to ports.
    public init(_ ports: [(address: IPAddress, port: UInt16)]) {
        for (address, port) in ports {
            let socketAddress = SocketAddress(address, port: port)
            let options = SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
            let kind = Int32(SOCK_STREAM.rawValue | options)
            let socket = socket(socketAddress.family, kind, 0)
            var attempt = Attempt(socket: socket)
            if socket < 0 {
                attempt.end(with: .silent)
            } else if socketAddress.connect(socket) == 0 {
                attempt.end(with: .accepts)
            } else if errno != EINPROGRESS {
                attempt.end(with: Self.port(errno))
            }
            attempts.append(attempt)
        }
    }

    deinit {
        for attempt in attempts where attempt.socket >= 0 { close(attempt.socket) }
    }

    /// Waits for the outcome of each, in their order; who has said nothing by then is silent.
    public consuming func outcomes(within limit: Duration) -> [Outcome] {
        let deadline = Deadline(in: limit)
        while attempts.contains(where: { $0.outcome == nil }), deadline.left > .zero {
            var events = attempts.map { attempt in
                pollfd(
                    fd: attempt.outcome == nil ? attempt.socket : -1,
                    events: Int16(POLLOUT),
                    revents: 0
                )
            }
            _ = unsafe poll(&events, nfds_t(events.count), deadline.milliseconds)
            for (index, event) in events.enumerated() where event.revents != 0 {
                attempts[index].end(with: Self.port(Self.error(of: event.fd)))
            }
        }
        return attempts.map { $0.outcome ?? Outcome(port: .silent, time: limit) }
    }

    private static func port(_ error: Int32) -> PeerAnswer.Port {
        switch error {
        case 0: .accepts
        case ECONNREFUSED: .refuses
        default: .silent
        }
    }

    /// How a connection that was begun came out (socket(7), SO_ERROR).
    private static func error(of socket: Int32) -> Int32 {
        var error: Int32 = 0
        var length = socklen_t(MemoryLayout<Int32>.size)
        let asked = unsafe getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &length)
        return asked == 0 ? error : errno
    }
}
