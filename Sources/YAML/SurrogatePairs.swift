/// The surrogate pairs of a JSON text, which YAML does not have.
///
/// JSON can write a character beyond U+FFFF as two escapes (RFC 8259, 7), and Python's
/// `json.dumps`, which cloud-init uses, always does. libyaml refuses each half. So a pair
/// `\ud83d\ude00` becomes YAML's `\U0001f600`, two characters shorter, and `original` undoes
/// that for a message's place.
struct SurrogatePairs {
    /// The text with the pairs replaced.
    let bytes: [UInt8]
    /// The offset after each replaced pair, in Unicode scalars of `bytes`; ascending.
    private let ends: [Int]

    /// Replaces the pairs if the text begins as JSON does; leaves any other text as it is.
    init(replacedIn text: String) {
        let source = Array(text.utf8)
        let first = source.first { !" \t\r\n".utf8.contains($0) }
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "["),
            source.contains(UInt8(ascii: "\\"))
        else {
            (bytes, ends) = (source, [])
            return
        }
        var result: [UInt8] = []
        var ends: [Int] = []
        var scalars = 0
        var rest = source[...]
        while let byte = rest.first {
            if let character = Self.character(at: rest) {
                let digits = String(character.value, radix: 16)
                result += "\\U\(String(repeating: "0", count: 8 - digits.count))\(digits)".utf8
                scalars += 10
                ends.append(scalars)
                rest = rest.dropFirst(12)
                continue
            }
            // In JSON a backslash stands in strings only, and what it escapes begins nothing.
            let length = byte == UInt8(ascii: "\\") ? 2 : 1
            scalars += rest.prefix(length).count { !UTF8.isContinuation($0) }
            result += rest.prefix(length)
            rest = rest.dropFirst(length)
        }
        (bytes, self.ends) = (result, ends)
    }

    /// The offset in the text as it was given, from one in `bytes`.
    func original(_ offset: Int) -> Int {
        var low = 0
        var high = ends.count
        while low < high {
            let middle = (low + high) / 2
            if ends[middle] <= offset { low = middle + 1 } else { high = middle }
        }
        return offset + 2 * low
    }

    private static func character(at bytes: ArraySlice<UInt8>) -> Unicode.Scalar? {
        guard let high = unit(at: bytes), UTF16.isLeadSurrogate(high),
            let low = unit(at: bytes.dropFirst(6)), UTF16.isTrailSurrogate(low)
        else { return nil }
        return Unicode.Scalar(0x10000 + (UInt32(high - 0xD800) << 10) + UInt32(low - 0xDC00))
    }

    /// The UTF-16 code unit of an escape `\uXXXX`.
    private static func unit(at bytes: ArraySlice<UInt8>) -> UInt16? {
        let digits = bytes.prefix(6).dropFirst(2)
        guard bytes.starts(with: "\\u".utf8), digits.count == 4, !digits.contains(UInt8(ascii: "+"))
        else { return nil }
        return UInt16(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
