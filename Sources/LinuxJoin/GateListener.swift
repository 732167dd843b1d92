import Basics
import Cluster
import Glibc
import Join
import Linux
import LinuxConfigure

/// The member's peer port while its etcd is down: whoever asks a gate's question gets the answer,
/// and whoever wants anything else finds the connection closed, as if nobody listened.
///
/// Nothing runs beside the gate: it answers wherever it waits, by `poll`. A question is read and
/// answered in one turn, so that a visitor who is slow, or many of them, hold up nobody.
package final class GateListener {
    /// How long a visitor may take, and how many there may be: the oldest makes room.
    private static let patience = Duration.seconds(2)
    private static let room = 32
    /// How many diallers are kept.
    private static let diallerLimit = 8

    private let socket: Int32
    private var visitors: [Visitor] = []
    private var answer: GateAnswer?
    private var proof: (_ answer: String, _ nonce: String) -> GateProof? = { _, _ in nil }
    /// Who has asked, and so knows the answer.
    private(set) var askers: Set<HostName> = []
    /// Who wanted something else, as an etcd does that counts this machine among its members: it
    /// dials each of them ten times a second (etcd's `server/etcdserver/api/rafthttp/stream.go`).
    private(set) var diallers: [IPAddress] = []
    /// By then they have dialled also who was off: a connection that was begun before is begun
    /// again by the kernel after a second, and by etcd after two (`peerDialTimeout()`).
    private let diallersHeard = Deadline(in: .milliseconds(1200))

    private struct Visitor {
        let socket: Int32
        let address: IPAddress?
        let deadline = Deadline(in: GateListener.patience)
        var question: [UInt8] = []
        /// What is still to be sent; nil while the question is not there.
        var answer: ArraySlice<UInt8>?
    }

    /// Listens where the member's etcd will.
    package convenience init(on url: PeerURL) throws(SocketError) {
        try self.init(on: url.address, port: url.port)
    }

    package init(on host: IPAddress, port: UInt16) throws(SocketError) {
        let address = SocketAddress(host, port: port)
        let place = "\(host), port \(port)"
        let options = SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue
        let socket = Glibc.socket(address.family, Int32(SOCK_STREAM.rawValue | options), 0)
        guard socket >= 0 else { throw SocketError(place, errno) }
        var yes: Int32 = 1
        let size = socklen_t(MemoryLayout<Int32>.size)
        guard unsafe setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &yes, size) == 0,
            address.bind(socket) == 0, listen(socket, 64) == 0
        else {
            let error = errno
            close(socket)
            throw SocketError(place, error)
        }
        self.socket = socket
    }

    deinit {
        for visitor in visitors { close(visitor.socket) }
        close(socket)
    }

    /// What is answered from now on, and what proves it. Who asked before this was so has to ask
    /// again to know it.
    package func answers(
        _ answer: GateAnswer,
        proof: @escaping (_ answer: String, _ nonce: String) -> GateProof?
    ) {
        if answer != self.answer { askers = [] }
        (self.answer, self.proof) = (answer, proof)
    }

    /// Of those who have asked, keeps these.
    package func forgetAskers(but names: Set<HostName>) {
        askers.formIntersection(names)
    }

    /// Answers until the deadline, or until one of these has asked.
    package func wait(until deadline: Deadline, orFor names: Set<HostName>) {
        wait(until: deadline) { !askers.isDisjoint(with: names) }
    }

    /// Answers until all of these have asked, or the deadline.
    package func wait(until deadline: Deadline, forAll names: Set<HostName>) {
        wait(until: deadline) { names.isSubset(of: askers) }
    }

    private func wait(until deadline: Deadline, unless isDone: () -> Bool) {
        var nothing: [pollfd] = []
        while deadline.left > .zero, !isDone() { poll(&nothing, until: deadline) }
        // Who has asked gets the answer also if that was the last thing that was waited for.
        let moment = Deadline(in: .milliseconds(200))
        while visitors.contains(where: { $0.answer != nil }), moment.left > .zero {
            poll(&nothing, until: moment)
        }
    }

    /// Waits, as poll(2) does, for one of these events, and answers whoever comes meanwhile;
    /// returns, too, when somebody has asked.
    func poll(_ events: inout [pollfd], until deadline: Deadline) {
        let (own, count) = (events.count, visitors.count)
        events.append(pollfd(fd: socket, events: Int16(POLLIN), revents: 0))
        for visitor in visitors {
            let awaited = visitor.answer == nil ? POLLIN : POLLOUT
            events.append(pollfd(fd: visitor.socket, events: Int16(awaited), revents: 0))
        }
        let next = visitors.map(\.deadline).min { $0.left < $1.left }
        let limit = min(deadline.milliseconds, next?.milliseconds ?? .max)
        _ = unsafe Glibc.poll(&events, nfds_t(events.count), limit)
        let seen = Array(events[own...])
        events.removeLast(count + 1)
        for index in (0..<count).reversed() {
            let isDone = seen[index + 1].revents != 0 && serve(&visitors[index])
            guard isDone || visitors[index].deadline.left == .zero else { continue }
            close(visitors.remove(at: index).socket)
        }
        if seen[0].revents != 0 { receive() }
    }

    /// Answers until diallers have had the time to dial, and says whether they had it before.
    package func hasHeardDiallers() -> Bool {
        guard diallersHeard.left > .zero else { return true }
        wait(until: diallersHeard, orFor: [])
        return false
    }

    private func receive() {
        while let (visitor, address) = SocketAddress.accept(socket) {
            guard fcntl(visitor, F_SETFL, O_NONBLOCK) == 0, fcntl(visitor, F_SETFD, FD_CLOEXEC) == 0
            else {
                close(visitor)
                continue
            }
            if visitors.count == Self.room { close(visitors.removeFirst().socket) }
            visitors.append(Visitor(socket: visitor, address: address))
        }
    }

    private func remember(dialler: IPAddress) {
        guard !diallers.contains(dialler) else { return }
        if diallers.count == Self.diallerLimit { diallers.removeFirst() }
        diallers.append(dialler)
    }

    /// Whether a visitor has what it came for, or came for something else.
    private func serve(_ visitor: inout Visitor) -> Bool {
        if visitor.answer == nil {
            var bytes = [UInt8](repeating: 0, count: GateExchange.questionLimit)
            let count = unsafe recv(visitor.socket, &bytes, bytes.count, 0)
            guard count > 0 else { return !(count < 0 && errno == EAGAIN) }
            visitor.question += bytes.prefix(count)
            guard let asker = GateExchange.asker(visitor.question) else {
                guard !GateExchange.mayBeQuestion(visitor.question) else { return false }
                if let address = visitor.address { remember(dialler: address) }
                return true
            }
            guard let answer else { return true }
            askers.insert(asker.name)
            visitor.answer = GateExchange.answer(answer) { proof($0, asker.nonce) }[...]
        }
        guard let rest = visitor.answer else { return true }
        let sent = unsafe rest.withUnsafeBytes {
            unsafe send(visitor.socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent >= 0 else { return errno != EAGAIN }
        visitor.answer = rest.dropFirst(sent)
        return visitor.answer?.isEmpty == true
    }
}

/// Why a port cannot be listened on.
package struct SocketError: Error, Equatable, CustomStringConvertible {
    private let place: String
    private let code: Int32

    init(_ place: String, _ code: Int32) {
        (self.place, self.code) = (place, code)
    }

    /// One line.
    package var description: String {
        let words = unsafe String(cString: strerror(code))
        return
            "\(place): cannot listen, so that the other machines do not learn what this one's disk "
            + "holds: \(words)"
    }
}
