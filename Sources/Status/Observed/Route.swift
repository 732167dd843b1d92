import Basics

/// Where the kernel sends packets for a network.
package struct Route: Equatable, Sendable {
    /// For whom.
    package let destination: IPv4Network
    /// By way of whom; nil for a network that is reached directly.
    package let gateway: IPAddress?
    /// Out of which interface.
    package let interface: String
    /// The lower, the better.
    let metric: Int

    /// A route with every part given.
    init(
        _ destination: IPv4Network,
        via gateway: IPAddress? = nil,
        out interface: String,
        metric: Int = 0
    ) {
        (self.destination, self.gateway) = (destination, gateway)
        (self.interface, self.metric) = (interface, metric)
    }

    /// Reads the main table of routes as `/proc/net/route` has it (proc(5)): numbers in
    /// hexadecimal, addresses as the machine's own order of bytes turns them.
    package static func table(_ text: String) -> [Route] {
        text.split(separator: "\n").dropFirst().compactMap { line in
            let columns = line.split(whereSeparator: \.isWhitespace)
            guard columns.count > 7, let destination = address(columns[1]),
                let gateway = address(columns[2]), let mask = address(columns[7]),
                let metric = Int(columns[6])
            else { return nil }
            return Route(
                IPv4Network(destination.number, length: mask.number.nonzeroBitCount),
                via: gateway.isUnspecified ? nil : gateway,
                out: String(columns[0]),
                metric: metric
            )
        }
    }

    private static func address(_ text: Substring) -> IPAddress? {
        UInt32(text, radix: 16).map { IPAddress(number: UInt32(bigEndian: $0)) }
    }
}

extension [Route] {
    /// The route that a packet to any address of a network takes: the most specific one, and of
    /// those the one with the lowest metric.
    func best(to network: IPv4Network) -> Route? {
        filter { $0.destination.contains(network) }.max { one, other in
            (one.destination.length, -one.metric) < (other.destination.length, -other.metric)
        }
    }
}

extension Route {
    /// Whether it is one of flannel's to the machine that holds a subnet: out of an interface of
    /// flannel's own or, with host-gw and other backends' direct routing, by way of that machine.
    package func leads(to holder: IPAddress) -> Bool {
        interface.hasPrefix("flannel") || gateway == holder
    }
}
