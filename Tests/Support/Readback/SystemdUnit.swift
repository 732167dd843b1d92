/// A unit file or a drop-in as systemd reads it (systemd.syntax(7); `src/shared/conf-parser.c` of
/// systemd 252), before anything is made of the values.
package struct SystemdUnit {
    /// One `Name=value` of a section.
    package struct Setting: Equatable, Sendable {
        /// The section's name.
        package let section: [UInt8]
        /// The setting's name.
        package let name: [UInt8]
        /// The value.
        package let value: [UInt8]

        /// A setting of these three.
        package init(_ section: [UInt8], _ name: [UInt8], _ value: [UInt8]) {
            self.section = section
            self.name = name
            self.value = value
        }
    }

    /// The settings, in the order of the file.
    package private(set) var settings: [Setting] = []

    private var section: [UInt8]?

    /// Reads a file. What systemd would only warn of is passed over, as it does.
    package init(reading bytes: [UInt8]) throws(Unreadable) {
        var continued: [UInt8]?
        var seeksMark = true
        for line in Self.lines(of: bytes) {
            if let first = line.first(where: { !$0.isSpace }), "#;".utf8.contains(first) {
                continue
            }
            var line = line
            if seeksMark, line.starts(with: [0xEF, 0xBB, 0xBF]) {
                line = line.dropFirst(3)
                seeksMark = false
            }
            var logical = (continued ?? []) + line
            if Self.endsEscaped(logical) {
                logical[logical.count - 1] = UInt8(ascii: " ")
                continued = logical
            } else {
                continued = nil
                try read(logical.stripped)
            }
        }
        if let continued { try read(continued.stripped) }
    }

    private mutating func read(_ line: [UInt8]) throws(Unreadable) {
        guard let first = line.first else { return }
        guard isText(line) else { throw Unreadable("a line that is not UTF-8") }
        if first == UInt8(ascii: "[") {
            let name = Array(line.dropFirst().dropLast())
            let isSafe = name.allSatisfy { $0 >= 32 && $0 != 127 && !"\"'\\".utf8.contains($0) }
            guard line.last == UInt8(ascii: "]"), isSafe else { throw Unreadable("a bad section") }
            section = name
            return
        }
        guard let section, let equals = line.firstIndex(of: UInt8(ascii: "=")), equals > 0 else {
            return
        }
        settings.append(
            Setting(section, line[..<equals].stripped, line[(equals + 1)...].stripped)
        )
    }

    /// A line ends with LF, CR or NUL, or with two of them that differ (`src/basic/fileio.c`,
    /// `read_line_full`); a NUL is always the last.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            let line = rest.prefix { !$0.isLineEnd }
            lines.append(line)
            rest = rest[line.endIndex...]
            var seen: [UInt8] = []
            while let end = rest.first, end.isLineEnd, !seen.contains(end), !seen.contains(0) {
                seen.append(end)
                rest = rest.dropFirst()
            }
        }
        return lines
    }

    private static func endsEscaped(_ line: [UInt8]) -> Bool {
        var isEscaped = false
        for byte in line { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") }
        return isEscaped
    }
}

extension UInt8 {
    fileprivate var isLineEnd: Bool { self == 0 || isNewline }
}
