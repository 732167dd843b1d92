extension Value {
    /// What a reader of YAML 1.1 that has more kinds of scalars than strings makes of this one,
    /// with its article: `a number`. Nil where it is a string to everybody.
    ///
    /// The rules are those of PyYAML (its `resolver.py`), with which cloud-init reads.
    package var otherReading: String? {
        guard isPlain, let text else { return nil }
        let bytes = Array(text.utf8)
        if Self.booleans.contains(where: { word in
            [word, word.uppercased(), word.prefix(1).uppercased() + word.dropFirst()].contains(text)
        }) {
            return "a boolean"
        }
        if Self.isDate(bytes) { return "a date" }
        let unsigned = bytes.first == 0x2B || bytes.first == 0x2D ? bytes.dropFirst() : bytes[...]
        return Self.isInteger(unsigned)
            || Self.isFloat(unsigned, isSigned: unsigned.count < bytes.count)
            ? "a number" : nil
    }

    private static let booleans = ["yes", "no", "true", "false", "on", "off"]

    /// `2026-11-24`, and whatever time stands after it.
    private static func isDate(_ bytes: [UInt8]) -> Bool {
        let day = bytes.split(separator: 0x2D, maxSplits: 2, omittingEmptySubsequences: false)
        guard day.count == 3, day[0].count == 4, day[0].allSatisfy(isDigit) else { return false }
        let last = day[2].prefix(while: isDigit)
        let hasTime = day[2].dropFirst(last.count).first.map { "Tt \t".utf8.contains($0) }
        let lengths = hasTime == nil ? 2...2 : 1...2
        return day[1].allSatisfy(isDigit) && lengths.contains(day[1].count)
            && lengths.contains(last.count) && hasTime != false
    }

    /// Decimal, octal after `0`, binary, hexadecimal, or in base 60, as `12:30` is.
    private static func isInteger(_ bytes: ArraySlice<UInt8>) -> Bool {
        func consists(_ digits: ArraySlice<UInt8>, of set: String) -> Bool {
            !digits.isEmpty && digits.allSatisfy { set.utf8.contains($0) }
        }
        guard let first = bytes.first, isDigit(first) else { return false }
        let rest = bytes.dropFirst()
        if first == 0x30 {
            return rest.isEmpty || consists(rest, of: "01234567_")
                || rest.first == UInt8(ascii: "b") && consists(rest.dropFirst(), of: "01_")
                || rest.first == UInt8(ascii: "x")
                    && consists(rest.dropFirst(), of: "0123456789abcdefABCDEF_")
        }
        let parts = bytes.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        return consists(parts[0], of: "0123456789_") && parts.dropFirst().allSatisfy(isSixtieth)
    }

    /// `1.5`, `1.5e+3`, `12:30.5`, `.inf`; `.5` and `.nan` without a sign.
    private static func isFloat(_ bytes: ArraySlice<UInt8>, isSigned: Bool) -> Bool {
        switch String(decoding: bytes, as: UTF8.self).lowercased() {
        case ".inf": return true
        case ".nan": return !isSigned
        default: break
        }
        guard let dot = bytes.firstIndex(of: UInt8(ascii: ".")) else { return false }
        let whole = bytes[..<dot].split(
            separator: UInt8(ascii: ":"),
            omittingEmptySubsequences: false
        )
        var rest = bytes[(dot + 1)...].drop { isDigit($0) || $0 == UInt8(ascii: "_") }
        let isBare = rest.startIndex == dot + 1
        if rest.count > 2, rest.first.map({ $0 | 0x20 }) == UInt8(ascii: "e"),
            "+-".utf8.contains(rest[rest.startIndex + 1])
        {
            rest = rest.dropFirst(2).drop(while: isDigit)
        }
        guard rest.isEmpty else { return false }
        guard dot != bytes.startIndex else { return !isBare && !isSigned }
        return whole[0].first.map(isDigit) == true
            && whole[0].allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") }
            && whole.dropFirst().allSatisfy(isSixtieth)
    }

    private static func isSixtieth(_ digits: ArraySlice<UInt8>) -> Bool {
        digits.allSatisfy(isDigit)
            && (digits.count == 1 || digits.count == 2 && digits.first.map { $0 < 0x36 } == true)
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}
