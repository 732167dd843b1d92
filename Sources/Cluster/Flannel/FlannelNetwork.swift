import Basics

/// The IPv4 network out of which flannel gives each node a subnet.
package struct FlannelNetwork: Equatable, Sendable, CustomStringConvertible {
    /// The network unless the description says otherwise: `172.18.0.0/16`.
    static let standard = FlannelNetwork(IPv4Network(0xAC12_0000, length: 16))

    private let network: IPv4Network

    var prefixLength: Int { network.length }

    /// The lengths that leave flannel subnets to give away (flannel's `pkg/subnet/config.go`).
    static let prefixLengths = 8...28

    private init(_ network: IPv4Network) {
        self.network = network
    }

    /// The network of another length that this one's first address is in.
    package func with(prefixLength: Int) -> FlannelNetwork {
        FlannelNetwork(IPv4Network(network.base, length: prefixLength))
    }

    /// Reads `172.18.0.0/16`. Throws the end of a sentence that the quoted network begins.
    package init(_ text: String) throws(InputError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else {
            throw InputError("has no prefix length; write 172.18.0.0/16")
        }
        let address = try IPAddress(parts[0])
        guard !address.isV6 else {
            throw InputError("is an IPv6 network; flannel's Network is IPv4")
        }
        // 0.0.0.0/8, 127.0.0.0/8, and multicast with the reserved addresses after it (RFC 6890).
        let isUnicast = (1..<224).contains(address.octets[0]) && !address.isLoopback
        guard isUnicast else {
            throw InputError(
                "is loopback, multicast or reserved, and no machine can have its addresses"
            )
        }
        let isDecimal =
            parts[1].utf8.allSatisfy { (48...57).contains($0) } && !parts[1].hasPrefix("0")
        guard isDecimal, let length = Int(parts[1]), Self.prefixLengths.contains(length) else {
            throw InputError(
                "has the prefix length \(quoted(String(parts[1]))), which is not a number from 8 "
                    + "to 28"
            )
        }
        network = IPv4Network(address.number, length: length)
        guard network.base == address.number else {
            throw InputError("is an address inside \(network); write the network itself")
        }
    }

    /// The network as flannel's configuration writes it.
    package var description: String { network.description }

    /// Whether an address lies in the network.
    package func contains(_ address: IPAddress) -> Bool { network.contains(address) }
}
