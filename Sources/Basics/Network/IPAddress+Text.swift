extension IPAddress: CustomStringConvertible {
    /// The address as RFC 5952 wants it: the dotted quad, or lower-case groups with the longest run
    /// of zeros left out.
    package var description: String {
        guard isV6 else { return octets.map(String.init).joined(separator: ".") }
        let groups = stride(from: 0, to: 16, by: 2).map {
            String(Int(octets[$0]) << 8 | Int(octets[$0 + 1]), radix: 16)
        }
        guard let zeros = Self.longestZeros(in: groups) else {
            return groups.joined(separator: ":")
        }
        let head = groups[..<zeros.lowerBound].joined(separator: ":")
        return "\(head)::\(groups[zeros.upperBound...].joined(separator: ":"))"
    }

    /// The first of the longest runs of two zeros or more (RFC 5952, 4.2).
    private static func longestZeros(in groups: [String]) -> Range<Int>? {
        var longest = 0..<1
        var start = 0
        for (index, group) in groups.enumerated() {
            if group != "0" { start = index + 1 }
            if index + 1 - start > longest.count { longest = start..<index + 1 }
        }
        return longest.count > 1 ? longest : nil
    }
}
