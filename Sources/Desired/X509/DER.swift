/// Bytes in DER, read as strictly as Go reads them (golang.org/x/crypto/cryptobyte, asn1.go).
package struct DER {
    /// What has not been read.
    package private(set) var rest: ArraySlice<UInt8>

    package var isEmpty: Bool { rest.isEmpty }

    init(_ bytes: ArraySlice<UInt8>) {
        rest = bytes
    }

    /// The tags that certificates have.
    enum Tag {
        static let boolean: UInt8 = 0x01
        static let integer: UInt8 = 0x02
        static let bitString: UInt8 = 0x03
        static let octets: UInt8 = 0x04
        static let null: UInt8 = 0x05
        static let oid: UInt8 = 0x06
        static let utcTime: UInt8 = 0x17
        static let generalizedTime: UInt8 = 0x18
        static let sequence: UInt8 = 0x30
        static let set: UInt8 = 0x31

        /// `[number]` around something else.
        static func explicit(_ number: UInt8) -> UInt8 { 0xA0 | number }
        /// `[number]` instead of a string's own.
        static func implicit(_ number: UInt8) -> UInt8 { 0x80 | number }
    }

    /// A tag with what it holds.
    package struct Element {
        let tag: UInt8
        let content: ArraySlice<UInt8>
        /// With the tag and the length.
        package let whole: ArraySlice<UInt8>
    }

    func startsWith(_ tag: UInt8) -> Bool { rest.first == tag }

    package mutating func element() throws(CertificateFault) -> Element {
        guard rest.count >= 2 else { throw .malformed }
        let (tag, first) = (rest[rest.startIndex], Int(rest[rest.startIndex + 1]))
        var (length, header) = (first, 2)
        if first >= 0x80 {
            header += first - 0x80
            let octets = rest.dropFirst(2).prefix(first - 0x80)
            length = octets.prefix(4).reduce(0) { $0 << 8 | Int($1) }
            // No form but the shortest.
            guard (1...4).contains(octets.count), octets.count == first - 0x80,
                octets.first != 0, length >= 0x80
            else { throw .malformed }
        }
        guard tag & 0x1F != 0x1F, rest.count >= header + length else { throw .malformed }
        let whole = rest.prefix(header + length)
        rest = rest.dropFirst(header + length)
        return Element(tag: tag, content: whole.dropFirst(header), whole: whole)
    }

    /// What an element with this tag holds.
    package mutating func read(_ tag: UInt8) throws(CertificateFault) -> DER {
        let element = try element()
        guard element.tag == tag else { throw .malformed }
        return DER(element.content)
    }

    /// The same, if the next element has this tag.
    mutating func readIfNext(_ tag: UInt8) throws(CertificateFault) -> DER? {
        startsWith(tag) ? try read(tag) : nil
    }

    /// A number, big-endian, with its sign.
    mutating func integer() throws(CertificateFault) -> ArraySlice<UInt8> {
        let bytes = try read(Tag.integer).rest
        guard let first = bytes.first else { throw .malformed }
        if let second = bytes.dropFirst().first {
            guard first != 0 || second >= 0x80, first != 0xFF || second < 0x80 else {
                throw .malformed
            }
        }
        return bytes
    }

    package mutating func boolean() throws(CertificateFault) -> Bool {
        let bytes = try read(Tag.boolean).rest
        guard bytes.count == 1, let byte = bytes.first, byte == 0 || byte == 0xFF else {
            throw .malformed
        }
        return byte == 0xFF
    }

    package mutating func bits() throws(CertificateFault) -> ArraySlice<UInt8> {
        let bytes = try read(Tag.bitString).rest
        guard let unused = bytes.first, unused < 8, unused == 0 || bytes.count > 1,
            bytes.count == 1 || bytes[bytes.endIndex - 1] & (1 << unused - 1) == 0
        else { throw .malformed }
        return bytes.dropFirst()
    }

    /// An object identifier, in dots. Go reads no number over 31 bits in one.
    mutating func oid() throws(CertificateFault) -> String {
        var numbers: [Int] = []
        var (number, isInside) = (0, false)
        for byte in try read(Tag.oid).rest {
            guard number < 1 << 24 else { throw .malformed }
            number = number << 7 | Int(byte & 0x7F)
            isInside = byte >= 0x80
            guard !isInside else { continue }
            if numbers.isEmpty {
                let first = min(number / 40, 2)
                numbers.append(first)
                number -= 40 * first
            }
            numbers.append(number)
            number = 0
        }
        guard !numbers.isEmpty, !isInside else { throw .malformed }
        return numbers.map(String.init).joined(separator: ".")
    }
}
