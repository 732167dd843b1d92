/// An IPv4 network of any length: a subnet of the overlay, or where a route leads.
package struct IPv4Network: Hashable, Sendable {
    /// The network's own address, as a number.
    package let base: UInt32
    /// How many bits of an address belong to the network.
    package let length: Int

    /// The network of an address, whose other bits count for nothing.
    package init(_ address: UInt32, length: Int) {
        self.length = length
        base = address & Self.mask(length)
    }

    /// Reads an address and a length with something between them, as in `172.18.42.1/24` and in
    /// `172.18.42.0-24`; nil for any other string.
    package init?(_ text: some StringProtocol, separator: Character = "/") {
        let parts = text.split(separator: separator, omittingEmptySubsequences: false)
        guard parts.count == 2, let length = Int(parts[1]), (0...32).contains(length),
            let address = IPAddress(v4: parts[0])
        else { return nil }
        self.init(address.number, length: length)
    }

    /// The address at a place of the network, from 0.
    package func address(_ place: UInt32) -> IPAddress { IPAddress(number: base &+ place) }

    /// Whether all of another network lies in this one.
    package func contains(_ other: IPv4Network) -> Bool {
        other.length >= length && other.base & Self.mask(length) == base
    }

    /// Whether an address lies in this network.
    package func contains(_ address: IPAddress) -> Bool {
        !address.isV6 && contains(IPv4Network(address.number, length: 32))
    }

    private static func mask(_ length: Int) -> UInt32 { length == 0 ? 0 : ~0 << (32 - length) }
}

extension IPv4Network: CustomStringConvertible {
    /// The network as it is written, `172.18.42.0/24`.
    package var description: String { "\(address(0))/\(length)" }
}

extension IPAddress {
    /// An IPv4 address from a string; nil for any other.
    package init?(v4 text: some StringProtocol) {
        do throws(InputError) {
            try self.init(text)
        } catch {
            return nil
        }
        guard !isV6 else { return nil }
    }

    /// An IPv4 address by its number.
    package init(number: UInt32) {
        self.init(octets: [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) })
    }

    /// The number of an IPv4 address.
    package var number: UInt32 { octets.reduce(0) { $0 << 8 | UInt32($1) } }
}
