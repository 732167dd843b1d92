extension String {
    /// Reads UTF-8 in base64 (RFC 4648, 4); nil for anything else.
    init?(base64 text: String) {
        var bytes: [UInt8] = []
        var (bits, count): (UInt32, Int) = (0, 0)
        let digits = text.utf8.prefix { $0 != UInt8(ascii: "=") }
        let padding = text.utf8.dropFirst(digits.count)
        guard text.utf8.count % 4 == 0, padding.count <= 2,
            padding.allSatisfy({ $0 == UInt8(ascii: "=") })
        else { return nil }
        for digit in digits {
            guard let value = Self.base64Value(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            bytes.append(UInt8(truncatingIfNeeded: bits >> count))
        }
        guard let decoded = String(validating: bytes, as: UTF8.self) else { return nil }
        self = decoded
    }

    /// The base64 of the string's UTF-8.
    public var base64: String {
        let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var bytes = Array(utf8)[...]
        var encoded = ""
        while !bytes.isEmpty {
            let group = bytes.prefix(3)
            bytes = bytes.dropFirst(3)
            let bits = (0..<3).reduce(0) { bits, place in
                bits << 8 | (place < group.count ? Int(group[group.startIndex + place]) : 0)
            }
            for place in 0..<4 {
                encoded.append(
                    place <= group.count ? digits[bits >> (18 - 6 * place) & 63] : "="
                )
            }
        }
        return encoded
    }

    private static func base64Value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
