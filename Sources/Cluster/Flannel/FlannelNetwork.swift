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

    /// Reads `172.18.0.0/16`.
    package init(_ text: String) throws(FlannelNetworkError) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2 else { throw .noLength }
        let address: IPAddress
        do {
            address = try IPAddress(parts[0])
        } catch {
            throw .address(error)
        }
        guard !address.isV6 else { throw .v6 }
        // 0.0.0.0/8, 127.0.0.0/8, and multicast with the reserved addresses after it (RFC 6890).
        let isUnicast = (1..<224).contains(address.octets[0]) && !address.isLoopback
        guard isUnicast else { throw .notUnicast }
        let isDecimal =
            parts[1].utf8.allSatisfy { (48...57).contains($0) } && !parts[1].hasPrefix("0")
        guard isDecimal, let length = Int(parts[1]), Self.prefixLengths.contains(length) else {
            throw .length(String(parts[1]))
        }
        network = IPv4Network(address.number, length: length)
        guard network.base == address.number else { throw .hostBits(network: "\(network)") }
    }

    /// The network as flannel's configuration writes it.
    package var description: String { network.description }

    /// Whether an address lies in the network.
    package func contains(_ address: IPAddress) -> Bool { network.contains(address) }
}

/// Why a string is not a network for flannel.
package enum FlannelNetworkError: Error, Equatable, CustomStringConvertible {
    /// No `/length`.
    case noLength
    /// What stands before the length is not an address.
    case address(IPAddressError)
    /// An IPv6 network, which flannel's `Network` is not.
    case v6
    /// Loopback, multicast or reserved.
    case notUnicast
    /// A length that is not a number, or leaves no subnets to give away.
    case length(String)
    /// An address inside the network instead of the network's own.
    case hostBits(network: String)

    /// The sentence's end, after the quoted network.
    package var description: String {
        switch self {
        case .noLength: "has no prefix length; write 172.18.0.0/16"
        case .address(let error): "\(error)"
        case .v6: "is an IPv6 network; flannel's Network is IPv4"
        case .notUnicast:
            "is loopback, multicast or reserved, and no machine can have its addresses"
        case .length(let length):
            "has the prefix length \(quoted(length)), which is not a number from 8 to 28"
        case .hostBits(let network): "is an address inside \(network); write the network itself"
        }
    }
}
