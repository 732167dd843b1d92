/// A walk through bytes.
struct Cursor {
    private var rest: ArraySlice<UInt8>

    init(_ bytes: [UInt8]) {
        rest = bytes[...]
    }

    var next: UInt8? { rest.first }
    var isAtEnd: Bool { rest.isEmpty }

    /// Takes the next byte; nil at the end.
    mutating func take() -> UInt8? { rest.popFirst() }

    /// Takes bytes as long as the predicate holds.
    mutating func take(while isTaken: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let taken = rest.prefix(while: isTaken)
        rest = rest[taken.endIndex...]
        return taken
    }

    /// Takes these bytes, if they come next.
    mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    /// Takes so many bytes; nil if there are fewer.
    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard rest.count >= count else { return nil }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}

extension UInt8 {
    /// systemd's WHITESPACE: space, tab, and the ends of lines.
    var isSpace: Bool { " \t\n\r".utf8.contains(self) }
    /// systemd's NEWLINE.
    var isNewline: Bool { "\n\r".utf8.contains(self) }

    static func ~= (pattern: Character, byte: UInt8) -> Bool { pattern.asciiValue == byte }
}

extension Collection<UInt8> {
    /// Without white space at either end.
    var stripped: [UInt8] {
        let start = drop { $0.isSpace }
        let end = start.reversed().drop { $0.isSpace }
        return end.reversed()
    }
}

/// Whether systemd takes bytes for UTF-8: it wants no noncharacters in it
/// (`src/basic/utf8.c`, `unichar_is_valid`).
func isText(_ bytes: some Collection<UInt8>) -> Bool {
    guard let text = String(validating: bytes, as: UTF8.self) else { return false }
    return text.unicodeScalars.allSatisfy {
        !(0xFDD0...0xFDEF).contains($0.value) && $0.value & 0xFFFE != 0xFFFE
    }
}
