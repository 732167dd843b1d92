/// A value's words as systemd's `extract_first_word()` takes them apart, quotes and escapes gone
/// (systemd.syntax(7), "Quoting"; `src/basic/extract-word.c`).
package struct SystemdWords {
    /// A word.
    package struct Item: Hashable {
        package let text: String
        /// Whether it is a `;` by itself, which ends a command.
        var isSeparator = false
    }

    /// The words.
    package private(set) var words: [Item] = []

    private var rest: ArraySlice<Unicode.Scalar>

    /// Takes a value apart; nil for one with a quote that nothing closes, which systemd ignores.
    package init?(_ value: String) {
        rest = Array(value.unicodeScalars)[...]
        while true {
            rest = rest.drop(while: Self.isSpace)
            guard !rest.isEmpty else { return }
            if !words.isEmpty, takeAlone(";") {
                words.append(Item(text: ";", isSeparator: true))
            } else if !words.isEmpty, takeAlone("\\;") {
                words.append(Item(text: ";"))
            } else {
                let start = rest
                if let word = take(keepingEscapes: false) {
                    words.append(Item(text: word))
                    continue
                }
                // What is no escape means itself.
                rest = start
                guard let word = take(keepingEscapes: true) else { return nil }
                words.append(Item(text: word))
            }
        }
    }

    private mutating func takeAlone(_ word: String) -> Bool {
        guard rest.starts(with: word.unicodeScalars) else { return false }
        let after = rest.dropFirst(word.unicodeScalars.count)
        guard after.first.map(Self.isSpace) ?? true else { return false }
        rest = after
        return true
    }

    private mutating func take(keepingEscapes: Bool) -> String? {
        var word = String.UnicodeScalarView()
        var quote: Unicode.Scalar?
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\\":
                let start = rest
                if let escaped = Self.unescaped(&rest) {
                    word.append(contentsOf: escaped)
                } else if keepingEscapes, quote == nil || !start.isEmpty {
                    rest = start
                    word.append(scalar)
                    if let next = rest.popFirst() { word.append(next) }
                } else {
                    return nil
                }
            case "'" where quote == nil, "\"" where quote == nil:
                quote = scalar
            case _ where scalar == quote:
                quote = nil
            case _ where quote == nil && Self.isSpace(scalar):
                return String(word)
            default:
                word.append(scalar)
            }
        }
        return quote == nil ? String(word) : nil
    }

    /// What a backslash begins (`src/basic/escape.c`, `cunescape_one()`).
    private static func unescaped(
        _ rest: inout ArraySlice<Unicode.Scalar>
    ) -> [Unicode.Scalar]? {
        guard let scalar = rest.popFirst() else { return nil }
        switch scalar {
        case "a": return ["\u{7}"]
        case "b": return ["\u{8}"]
        case "f": return ["\u{C}"]
        case "n": return ["\n"]
        case "r": return ["\r"]
        case "t": return ["\t"]
        case "v": return ["\u{B}"]
        case "s": return [" "]
        case "\\", "\"", "'": return [scalar]
        case "x": return number(&rest, digits: 2, radix: 16)
        case "u": return number(&rest, digits: 4, radix: 16)
        case "U": return number(&rest, digits: 8, radix: 16)
        case "0"..."7":
            rest = [scalar] + rest
            return number(&rest, digits: 3, radix: 8)
        default: return nil
        }
    }

    /// A byte above 0x7f is none of the files' and programs' names here: its scalar will do.
    private static func number(
        _ rest: inout ArraySlice<Unicode.Scalar>,
        digits count: Int,
        radix: Int
    ) -> [Unicode.Scalar]? {
        let digits = rest.prefix(count)
        let isWhole = digits.count == count && digits.allSatisfy(\.properties.isASCIIHexDigit)
        guard isWhole, let value = UInt32(text(digits), radix: radix), value > 0,
            radix == 16 || value < 256, let scalar = Unicode.Scalar(value)
        else { return nil }
        rest = rest.dropFirst(count)
        return [scalar]
    }

    private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        String(String.UnicodeScalarView(scalars))
    }

    private static func isSpace(_ scalar: Unicode.Scalar) -> Bool {
        " \t\n\r".unicodeScalars.contains(scalar)
    }
}
