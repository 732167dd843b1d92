import Diagnostics

/// The IPv4 network out of which flannel gives each node a subnet.
public struct FlannelNetwork: Equatable, Sendable, CustomStringConvertible {
    /// The network unless the description says otherwise: `172.18.0.0/16`.
    public static let standard = FlannelNetwork(octets: [172, 18, 0, 0], prefixLength: 16)

    let octets: [UInt8]
    let prefixLength: Int

    /// The lengths that leave flannel subnets to give away (flannel's `pkg/subnet/config.go`).
    static let prefixLengths = 8...28

    init(octets: [UInt8], prefixLength: Int) {
        self.octets = octets
        self.prefixLength = prefixLength
    }

    /// Reads `172.18.0.0/16`.
    public init(_ text: String) throws(FlannelNetworkError) {
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
        octets = address.octets
        prefixLength = length
        let masked = Self.masked(octets, length)
        guard masked == octets else {
            throw .hostBits(network: Self.text(masked, length))
        }
    }

    /// The network as flannel's configuration writes it.
    public var description: String { Self.text(octets, prefixLength) }

    /// Whether an address lies in the network.
    public func contains(_ address: IPAddress) -> Bool {
        !address.isV6 && Self.masked(address.octets, prefixLength) == octets
    }

    private static func text(_ octets: [UInt8], _ length: Int) -> String {
        octets.map(String.init).joined(separator: ".") + "/\(length)"
    }

    private static func masked(_ octets: [UInt8], _ length: Int) -> [UInt8] {
        octets.enumerated().map { index, octet in
            let kept = min(max(length - index * 8, 0), 8)
            return octet & ~UInt8(truncatingIfNeeded: 0xFF >> kept)
        }
    }
}

/// Why a string is not a network for flannel.
public enum FlannelNetworkError: Error, Equatable, CustomStringConvertible {
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
    public var description: String {
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
