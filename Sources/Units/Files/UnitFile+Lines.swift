extension UnitFile {
    /// Lines without comments, those that end in a backslash joined with the next, as systemd's
    /// `config_parse()` does it (`src/shared/conf-parser.c`). LF, CR and NUL end a line, and so do
    /// some of them together, a NUL as the last (`src/basic/fileio.c`, `read_line_full()`). The
    /// first line that has a byte order mark begins after it.
    static func forEachLogicalLine(of text: String, _ body: (Substring) -> Void) {
        var begun = ""
        var rest = text[...].utf8
        var hasMark = false
        while !rest.isEmpty {
            var line = rest.prefix { !"\n\r\0".utf8.contains($0) }
            rest = rest[line.endIndex...]
            var ends: [UInt8] = []
            while let end = rest.first, "\n\r\0".utf8.contains(end), !ends.contains(end),
                ends.last != 0
            {
                ends.append(end)
                rest = rest.dropFirst()
            }
            if let first = Substring(line).stripped.utf8.first, "#;".utf8.contains(first) {
                continue
            }
            if !hasMark, line.starts(with: "\u{FEFF}".utf8) {
                line = line.dropFirst("\u{FEFF}".utf8.count)
                hasMark = true
            }
            // A backslash after a backslash is the text's own.
            if line.reversed().prefix(while: { $0 == UInt8(ascii: "\\") }).count % 2 == 1 {
                begun += Substring(line.dropLast())
                begun += " "
            } else {
                body("\(begun)\(Substring(line))"[...].stripped)
                begun = ""
            }
        }
        body(begun[...].stripped)
    }
}

/// systemd's white space, of which Unicode has more. All here goes by bytes, as systemd does: to
/// Swift, a character with a combining accent after it is another one.
extension Substring {
    /// Without white space at either end.
    package var stripped: Substring {
        var bytes = utf8.drop(while: Self.isSpace)
        while let last = bytes.last, Self.isSpace(last) { bytes.removeLast() }
        return Substring(bytes)
    }

    /// What stands between white space.
    package var words: [Substring] {
        utf8.split(whereSeparator: Self.isSpace).map(Substring.init)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { " \t\n\r".utf8.contains(byte) }
}
