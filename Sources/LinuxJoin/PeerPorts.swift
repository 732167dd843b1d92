import Basics
import Glibc
import Join
import Linux

/// Ports of other machines, connected to all at once, to see how they take it (connect(2)), and to
/// ask what a gate there has to say.
///
/// Who accepts may be a kernel that speaks for a process which was stopped.
package struct PeerPorts: ~Copyable {
    private var attempts: [Attempt] = []

    /// Where to connect to, and what to ask there.
    package struct Port {
        package let address: IPAddress
        package let port: UInt16
        package let question: [UInt8]

        /// A port; with an empty question, only whether it takes a connection is of interest.
        package init(_ address: IPAddress, _ port: UInt16, question: [UInt8] = []) {
            (self.address, self.port, self.question) = (address, port, question)
        }
    }

    /// How a port took a connection, and how long that was in coming.
    package struct Outcome {
        /// How it did.
        package let port: PeerAnswer.Port
        /// After how long.
        package let time: Duration
        /// What came back to the question.
        package let answer: [UInt8]
    }

    private struct Attempt {
        let socket: Int32
        let question: [UInt8]
        let begin = Deadline.now
        /// Until when it waits for what comes next; set when that is known.
        var deadline: Deadline?
        var port: PeerAnswer.Port?
        var time = Duration.zero
        var answer: [UInt8] = []
        var isOver = false

        /// The connection came out like this.
        mutating func connected(_ port: PeerAnswer.Port) {
            (self.port, time) = (port, Deadline.now - begin)
            isOver = port != .accepts || question.isEmpty || !ask()
            // Somebody far away takes as long again for each way there and back.
            deadline = Deadline(in: .seconds(2) + time * 3)
        }

        private func ask() -> Bool {
            unsafe send(socket, question, question.count, Int32(MSG_NOSIGNAL)) == question.count
        }

        mutating func hear() {
            var bytes = [UInt8](repeating: 0, count: 4096)
            let count = unsafe recv(socket, &bytes, bytes.count, 0)
            guard count > 0 else {
                isOver = !(count < 0 && errno == EAGAIN)
                return
            }
            answer += bytes.prefix(count)
            isOver = !GateExchange.mayBeAnswer(answer)
        }
    }

    /// Begins to connect to ports.
    package init(_ ports: [Port]) {
        for port in ports {
            let address = SocketAddress(port.address, port: port.port)
            let options = SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
            let socket = socket(address.family, Int32(SOCK_STREAM.rawValue | options), 0)
            var attempt = Attempt(socket: socket, question: port.question)
            if socket < 0 {
                attempt.connected(.silent)
            } else if address.connect(socket) == 0 {
                attempt.connected(.accepts)
            } else if errno != EINPROGRESS {
                attempt.connected(Self.port(errno))
            }
            attempts.append(attempt)
        }
    }

    deinit {
        for attempt in attempts where attempt.socket >= 0 { close(attempt.socket) }
    }

    /// Waits for the outcome of each, in their order; who has said nothing by then is silent. A
    /// gate that waits answers meanwhile whoever asks it.
    package consuming func outcomes(
        within limit: Duration,
        answering listener: GateListener? = nil
    ) -> [Outcome] {
        let end = Deadline(in: limit)
        while let next = attempts.filter({ !$0.isOver }).map({ $0.deadline ?? end })
            .min(by: { $0.left < $1.left })
        {
            var events = attempts.map { attempt in
                pollfd(
                    fd: attempt.isOver ? -1 : attempt.socket,
                    events: Int16(attempt.port == nil ? POLLOUT : POLLIN),
                    revents: 0
                )
            }
            if let listener {
                listener.poll(&events, until: next)
            } else {
                _ = unsafe poll(&events, nfds_t(events.count), next.milliseconds)
            }
            for (index, event) in events.enumerated() where !attempts[index].isOver {
                if event.revents == 0 {
                    attempts[index].isOver = (attempts[index].deadline ?? end).left == .zero
                } else if attempts[index].port == nil {
                    attempts[index].connected(Self.port(Self.error(of: event.fd)))
                } else {
                    attempts[index].hear()
                }
            }
        }
        return attempts.map {
            Outcome(
                port: $0.port ?? .silent,
                time: $0.port == nil ? limit : $0.time,
                answer: $0.answer
            )
        }
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
