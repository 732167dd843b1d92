/// An IPv4 or IPv6 address, in the textual forms that etcd accepts in a URL.
///
/// IPv4 is the dotted quad without leading zeros (RFC 6943, 3.1.1: other spellings are read
/// differently by different programs). IPv6 is RFC 4291, 2.2, without a zone.
package struct IPAddress: Hashable, Sendable {
    /// Four octets, or sixteen.
    package let octets: [UInt8]

    package init(octets: [UInt8]) {
        self.octets = octets
    }

    /// Reads an address; names like `localhost` are not addresses. Throws the end of a sentence
    /// that the quoted address begins.
    package init(_ text: some StringProtocol) throws(InputError) {
        if text.contains(":") {
            octets = try Self.v6(Substring(text))
        } else {
            octets = try Self.v4(Substring(text))
        }
    }

    /// Whether this is an IPv6 address.
    package var isV6: Bool { octets.count == 16 }

    /// The wildcard address of "any interface", `0.0.0.0` or `::`.
    package var isUnspecified: Bool { octets.allSatisfy { $0 == 0 } }

    /// `127.0.0.0/8` or `::1`.
    package var isLoopback: Bool {
        guard isV6 else { return octets[0] == 127 }
        return octets.dropLast().allSatisfy { $0 == 0 } && octets[15] == 1
    }

    /// `224.0.0.0/4` or `ff00::/8`.
    var isMulticast: Bool {
        isV6 ? octets[0] == 0xFF : (224...239).contains(octets[0])
    }

    /// `255.255.255.255`.
    var isBroadcast: Bool { octets == [255, 255, 255, 255] }

    /// `fe80::/10`: meaningless without a zone, which a URL in etcd's configuration cannot carry.
    package var isLinkLocalV6: Bool { isV6 && octets[0] == 0xFE && octets[1] & 0xC0 == 0x80 }

    /// `::ffff:a.b.c.d` (RFC 4291, 2.5.5.2): an IPv4 address that the other properties do not see.
    var isMappedV4: Bool {
        isV6 && octets[..<10].allSatisfy { $0 == 0 } && octets[10] == 0xFF && octets[11] == 0xFF
    }
}

extension IPAddress {
    private static let malformed = InputError("is not an IP address")

    private static func v4(_ text: Substring) throws(InputError) -> [UInt8] {
        let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard parts.count == 4 else { throw malformed }
        var octets: [UInt8] = []
        for part in parts {
            let isNumber = !part.isEmpty && part.allSatisfy { (48...57).contains($0) }
            guard isNumber, part.count <= 3 else { throw malformed }
            guard part.count == 1 || part.first != UInt8(ascii: "0") else {
                throw InputError(
                    "has an octet with a leading zero, which some programs read as octal"
                )
            }
            guard let octet = UInt8(String(Substring(part))) else {
                throw InputError("has an octet over 255")
            }
            octets.append(octet)
        }
        return octets
    }

    private static func v6(_ text: Substring) throws(InputError) -> [UInt8] {
        guard !text.contains("%") else {
            throw InputError("has a zone, which neither etcd nor flannel accepts")
        }
        let halves = try split(text)
        let head = try groups(halves.head, endsAddress: halves.tail == nil)
        guard let tailText = halves.tail else {
            guard head.count == 16 else { throw malformed }
            return head
        }
        let tail = try groups(tailText, endsAddress: true)
        // "::" stands for at least one group of zeros.
        guard head.count + tail.count <= 14 else { throw malformed }
        let zeros = [UInt8](repeating: 0, count: 16 - head.count - tail.count)
        return head + zeros + tail
    }

    /// Splits at the one `::` that an address may hold.
    private static func split(
        _ text: Substring
    ) throws(InputError) -> (head: Substring, tail: Substring?) {
        var index = text.startIndex
        while index < text.endIndex {
            let next = text.index(after: index)
            if text[index] == ":", next < text.endIndex, text[next] == ":" {
                let tail = text[text.index(after: next)...]
                guard !tail.hasPrefix(":") else { throw malformed }
                return (text[..<index], tail)
            }
            index = next
        }
        return (text, nil)
    }

    private static func groups(
        _ text: Substring,
        endsAddress: Bool
    ) throws(InputError) -> [UInt8] {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var octets: [UInt8] = []
        for (position, part) in parts.enumerated() {
            if part.contains("."), endsAddress, position == parts.count - 1 {
                octets += try v4(part)
                continue
            }
            let isGroup = (1...4).contains(part.utf8.count) && part.allSatisfy(\.isHexDigit)
            guard isGroup, let group = UInt16(part, radix: 16) else { throw malformed }
            octets += [UInt8(group >> 8), UInt8(group & 0xFF)]
        }
        return octets
    }
}
