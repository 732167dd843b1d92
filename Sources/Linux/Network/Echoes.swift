import Basics
import Glibc

/// Echoes from other machines (ICMP, RFC 792), asked for all at once.
///
/// The kernel's own socket for it needs no privilege (icmp(7), where `net.ipv4.ping_group_range`
/// has the user's group); a raw one serves root where that is not so.
package struct Echoes: ~Copyable {
    private let socket: Int32
    private let isRaw: Bool
    /// Of a raw socket, everybody's echoes come back: these are ours.
    private let token = UInt64.random(in: 0...UInt64.max)

    /// Opens a socket, if it can be one that asks from this address; nil where this user may open
    /// none.
    package init?(from address: IPAddress? = nil) {
        let options = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let icmp = Int32(IPPROTO_ICMP)
        let datagrams = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue) | options, icmp)
        isRaw = datagrams < 0
        socket =
            isRaw ? Glibc.socket(AF_INET, Int32(SOCK_RAW.rawValue) | options, icmp) : datagrams
        guard socket >= 0 else { return nil }
        if let address { _ = SocketAddress(address, port: 0).bind(socket) }
    }

    deinit { close(socket) }

    /// Asks every address once, and waits until one of each place has answered or the time is over;
    /// how long each took that did. Of those besides, which may not be there, the others' time is
    /// waited for twice.
    package func times(
        from places: [[IPAddress]],
        besides others: [IPAddress] = [],
        within limit: Duration
    ) -> [IPAddress: Duration] {
        let deadline = Deadline(in: limit)
        let addresses = places.flatMap(\.self) + others
        var sent: [Duration] = []
        var times: [IPAddress: Duration] = [:]
        for (index, address) in addresses.prefix(1 << 16).enumerated() {
            sent.append(Deadline.now)
            let packet = request(UInt16(index))
            // Where there is no way, no answer comes either.
            _ = SocketAddress(address, port: 0).send(packet, from: socket)
            // The socket has room for some hundred answers.
            collect(addresses, sent, &times)
        }
        func listen(until deadline: Deadline, _ isComplete: () -> Bool) {
            while !isComplete(), deadline.left > .zero {
                var event = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
                guard unsafe poll(&event, 1, deadline.milliseconds) > 0 else { continue }
                collect(addresses, sent, &times)
            }
        }
        listen(until: deadline) { places.allSatisfy { $0.contains { times[$0] != nil } } }
        let patience = max(.milliseconds(20), (times.values.max() ?? .zero) * 2)
        listen(until: Deadline(in: min(deadline.left, patience))) {
            others.allSatisfy { times[$0] != nil }
        }
        return times
    }

    private func collect(
        _ addresses: [IPAddress],
        _ sent: [Duration],
        _ times: inout [IPAddress: Duration]
    ) {
        var packet = [UInt8](repeating: 0, count: 512)
        while true {
            let count = unsafe recv(socket, &packet, packet.count, 0)
            guard count > 0 else { return }
            guard let index = answer(packet.prefix(count)), index < sent.count,
                times[addresses[index]] == nil
            else { continue }
            times[addresses[index]] = Deadline.now - sent[index]
        }
    }

    /// Which request a packet answers; nil for one that answers none of ours.
    private func answer(_ packet: ArraySlice<UInt8>) -> Int? {
        // A raw socket gives the header of IP as well, whose length is in its first byte (RFC 791).
        let header = isRaw ? Int((packet.first ?? 0) & 0xF) * 4 : 0
        let message = Array(packet.dropFirst(header))
        guard message.count >= 16, message[0] == 0, message[1] == 0,
            Array(message[8..<16]) == token.octets
        else { return nil }
        return Int(message[6]) << 8 | Int(message[7])
    }

    /// A request: its type, its checksum, an identifier, which the kernel's own socket replaces,
    /// the number, and what comes back with the answer.
    private func request(_ number: UInt16) -> [UInt8] {
        var message: [UInt8] =
            [8, 0, 0, 0] + UInt16(truncatingIfNeeded: token).octets + number.octets
        message += token.octets
        let words = stride(from: 0, to: message.count, by: 2).map {
            UInt32(message[$0]) << 8 | UInt32(message[$0 + 1])
        }
        // The one's complement of the one's complement sum (RFC 1071).
        var sum = words.reduce(0, +)
        while sum > 0xFFFF { sum = (sum & 0xFFFF) + sum >> 16 }
        message.replaceSubrange(2..<4, with: UInt16(~sum & 0xFFFF).octets)
        return message
    }
}

extension FixedWidthInteger {
    /// The bytes as they go over a wire, the highest first.
    fileprivate var octets: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map {
            UInt8(truncatingIfNeeded: self >> Self($0))
        }
    }
}
