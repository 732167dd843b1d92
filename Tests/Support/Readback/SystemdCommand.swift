import Units

/// The value of an `ExecStart=` as systemd reads it (systemd.service(5), "Command lines";
/// `src/basic/extract-word.c` and `src/core/load-fragment.c` of systemd 252).
package struct SystemdCommand {
    /// The words of each command, without quotes; specifiers and variables stand as they are.
    package private(set) var commands: [[[UInt8]]] = []

    private var text: Cursor

    /// Reads a value.
    package init(reading value: [UInt8]) throws(Unreadable) {
        text = Cursor(value)
        var words: [[UInt8]] = []
        while let word = try readWord(isFirst: words.isEmpty) {
            if let word {
                words.append(word)
            } else {
                commands.append(words)
                words = []
            }
        }
        if !words.isEmpty { commands.append(words) }
    }

    /// The value of a word that a program is called with, if that is the same whatever the unit and
    /// its environment are: `%%` and `$$` alone may stand for more than themselves.
    package static func literal(_ word: [UInt8]) throws(Unreadable) -> [UInt8] {
        var cursor = Cursor(word)
        var literal: [UInt8] = []
        while let byte = cursor.take() {
            if byte == UInt8(ascii: "%") || byte == UInt8(ascii: "$") {
                guard cursor.take() == byte else {
                    throw Unreadable("a specifier or a variable in \(shown(word))")
                }
            }
            literal.append(byte)
        }
        return literal
    }

    /// The value of a word in which `$` means itself, as in `Environment=`, if no specifier is in
    /// it.
    package static func withoutSpecifiers(_ word: [UInt8]) throws(Unreadable) -> [UInt8] {
        var cursor = Cursor(word)
        var literal: [UInt8] = []
        while let byte = cursor.take() {
            if byte == UInt8(ascii: "%"), cursor.take() != byte {
                throw Unreadable("a specifier in \(shown(word))")
            }
            literal.append(byte)
        }
        return literal
    }

    /// The next word; `.some(nil)` for a `;` by itself, which ends a command, nil at the end.
    private mutating func readWord(isFirst: Bool) throws(Unreadable) -> [UInt8]?? {
        _ = text.take(while: \.isSpace)
        guard !text.isAtEnd else { return nil }
        if !isFirst {
            if takeAlone(";") { return .some(nil) }
            if takeAlone("\\;") { return [UInt8(ascii: ";")] }
        }
        let start = text
        do throws(Unreadable) {
            return try readQuotedWord(keepingUnknownEscapes: false)
        } catch {
            text = start
            return try readQuotedWord(keepingUnknownEscapes: true)
        }
    }

    private mutating func takeAlone(_ word: String) -> Bool {
        var ahead = text
        guard ahead.take(word), ahead.next?.isSpace ?? true else { return false }
        text = ahead
        return true
    }

    private mutating func readQuotedWord(
        keepingUnknownEscapes: Bool
    ) throws(Unreadable) -> [UInt8] {
        var word: [UInt8] = []
        var quote: UInt8?
        while let byte = text.take() {
            switch byte {
            case "\\":
                let start = text
                if let escaped = Self.unescaped(&text) {
                    word += escaped
                } else if keepingUnknownEscapes, quote == nil || !start.isAtEnd {
                    text = start
                    word += [byte] + [text.take()].compactMap(\.self)
                } else {
                    throw Unreadable("an unknown escape")
                }
            case "'" where quote == nil, "\"" where quote == nil:
                quote = byte
            case _ where byte == quote:
                quote = nil
            case _ where quote == nil && byte.isSpace:
                return word
            default:
                word.append(byte)
            }
        }
        guard quote == nil else { throw Unreadable("an open quote") }
        return word
    }

    /// What stands after a backslash (`src/basic/escape.c`, `cunescape_one`).
    private static func unescaped(_ text: inout Cursor) -> [UInt8]? {
        guard let byte = text.take() else { return nil }
        switch byte {
        case "a": return [7]
        case "b": return [8]
        case "f": return [12]
        case "n": return [10]
        case "r": return [13]
        case "t": return [9]
        case "v": return [11]
        case "s": return [32]
        case "\\", "\"", "'": return [byte]
        case "x": return number(text.take(2), radix: 16).map { [UInt8(truncatingIfNeeded: $0)] }
        case "u": return number(text.take(4), radix: 16).map(encoded)
        case "U":
            return number(text.take(8), radix: 16).flatMap {
                $0 >= 0x110000 || isNoncharacterOrSurrogate($0) ? nil : encoded($0)
            }
        case _ where (48...55).contains(byte):
            let digits = text.take(2).map { [byte] + $0 }
            return number(digits, radix: 8).flatMap { $0 > 255 ? nil : [UInt8($0)] }
        default: return nil
        }
    }

    private static func number(_ digits: (some Collection<UInt8>)?, radix: Int) -> UInt32? {
        guard let digits, digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let number = UInt32(String(decoding: digits, as: UTF8.self), radix: radix), number > 0
        else { return nil }
        return number
    }

    private static func isNoncharacterOrSurrogate(_ value: UInt32) -> Bool {
        value & 0xFFFF_F800 == 0xD800 || (0xFDD0...0xFDEF).contains(value)
            || value & 0xFFFE == 0xFFFE
    }

    private static func encoded(_ value: UInt32) -> [UInt8] {
        switch value {
        case ..<0x80: [UInt8(value)]
        case ..<0x800: [0xC0 | UInt8(value >> 6), tail(value)]
        case ..<0x10000: [0xE0 | UInt8(value >> 12), tail(value >> 6), tail(value)]
        default: [0xF0 | UInt8(value >> 18 & 7), tail(value >> 12), tail(value >> 6), tail(value)]
        }
    }

    private static func tail(_ value: UInt32) -> UInt8 { 0x80 | UInt8(value & 0x3F) }
}

/// Bytes for a message.
func shown(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self).debugDescription }
