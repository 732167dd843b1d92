/// Where the lines of a string begin: turns an index into a line and a column, and returns a line.
///
/// libyaml has lines of its own, which also end at U+0085, U+2028 and U+2029 (YAML 1.1, 4.1.4).
/// No editor counts like that, so only its index is used.
package struct Lines {
    private let text: String
    /// Ascending offsets in Unicode scalars. 32 bits: a source may be a million empty lines.
    private let starts: [UInt32]

    package init(_ text: String) {
        self.text = text
        var starts: [UInt32] = [0]
        var offset: UInt32 = 0
        var previous: UInt8?
        for byte in text.utf8 where !UTF8.isContinuation(byte) {
            offset += 1
            switch byte {
            case UInt8(ascii: "\n") where previous == UInt8(ascii: "\r"):
                starts[starts.count - 1] = offset
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                starts.append(offset)
            default:
                break
            }
            previous = byte
        }
        self.starts = starts
    }

    /// The place of the Unicode scalar at `offset`.
    package func mark(at offset: Int) -> Mark {
        // The last line that begins at or before the offset.
        var low = 0
        var high = starts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if starts[middle] <= offset { low = middle } else { high = middle }
        }
        return Mark(line: low + 1, column: offset - Int(starts[low]) + 1)
    }

    /// The text of a line without its end; empty for a line that does not exist.
    package subscript(line: Int) -> String {
        guard starts.indices.contains(line - 1) else { return "" }
        let scalars = text.unicodeScalars
        let rest = scalars.dropFirst(Int(starts[line - 1]))
        return String(rest.prefix { $0 != "\n" && $0 != "\r" })
    }
}
