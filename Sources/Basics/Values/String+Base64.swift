extension Array<UInt8> {
    /// Reads base64 (RFC 4648, 4); nil for anything else.
    package init?(base64 digits: some Sequence<UInt8>) {
        self = []
        var (bits, count, length, padding): (UInt32, Int, Int, Int) = (0, 0, 0, 0)
        for digit in digits {
            length += 1
            if digit == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = Self.base64Value(of: digit) else { return nil }
            bits = bits << 6 | UInt32(value)
            count += 6
            guard count >= 8 else { continue }
            count -= 8
            append(UInt8(truncatingIfNeeded: bits >> count))
        }
        guard length % 4 == 0, padding <= 2 else { return nil }
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

extension String {
    /// Reads UTF-8 in base64; nil for anything else.
    package init?(base64 text: String) {
        guard let bytes = [UInt8](base64: text.utf8) else { return nil }
        self.init(validating: bytes, as: UTF8.self)
    }

    /// The base64 of the string's UTF-8.
    package var base64: String {
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
}
