/// A file of environment variables as systemd's `EnvironmentFile=` reads it (systemd.exec(5);
/// `src/basic/env-file.c` of systemd 252).
///
/// It is not a shell's reading: quotes count only where a value or a further part of it begins, and
/// what follows a closing quote is joined to it, whatever white space lies between.
package struct SystemdEnvironment {
    /// `NAME=value` each, no name twice.
    package private(set) var variables: [[UInt8]] = []

    private var text: Cursor

    /// Reads a file.
    package init(reading bytes: [UInt8]) throws(Unreadable) {
        text = Cursor(bytes)
        guard !bytes.contains(0) else { throw Unreadable("a NUL byte") }
        while !text.isAtEnd { try readLine() }
    }

    private mutating func readLine() throws(Unreadable) {
        _ = text.take(while: \.isSpace)
        guard let first = text.take() else { return }
        guard !"#;".utf8.contains(first) else { return skipComment() }
        var name = [first]
        name += text.take { !$0.isNewline && $0 != UInt8(ascii: "=") }
        // A line without a value is not an assignment.
        guard text.take() == UInt8(ascii: "=") else { return }
        while let last = name.last, last.isSpace, name.count > 1 { name.removeLast() }
        let value = readValue()
        guard isText(name), isText(value) else { throw Unreadable("not UTF-8") }
        set(name + [UInt8(ascii: "=")] + value)
    }

    /// Up to the end of a line, unless a backslash hides it.
    private mutating func skipComment() {
        while let byte = text.take(), !byte.isNewline {
            if byte == UInt8(ascii: "\\") { _ = text.take() }
        }
    }

    private mutating func readValue() -> [UInt8] {
        var value: [UInt8] = []
        while let byte = text.take() {
            switch byte {
            case "\n", "\r":
                return value
            case " ", "\t":
                continue
            case "'":
                value += text.take { $0 != UInt8(ascii: "'") }
                _ = text.take()
            case "\"":
                readDoubleQuoted(into: &value)
            default:
                return value + readBare(startingWith: byte)
            }
        }
        return value
    }

    private mutating func readDoubleQuoted(into value: inout [UInt8]) {
        while let byte = text.take(), byte != UInt8(ascii: "\"") {
            guard byte == UInt8(ascii: "\\") else {
                value.append(byte)
                continue
            }
            guard let escaped = text.take() else { return }
            if "\"\\`$".utf8.contains(escaped) {
                value.append(escaped)
            } else if escaped != UInt8(ascii: "\n") {
                value += [byte, escaped]
            }
        }
    }

    /// The rest of a value, in which quotes mean themselves; white space at its end is not one of
    /// it.
    private mutating func readBare(startingWith first: UInt8) -> [UInt8] {
        var value: [UInt8] = []
        var kept = 0
        var byte: UInt8? = first
        while let current = byte, !current.isNewline {
            if current == UInt8(ascii: "\\") {
                if let escaped = text.take(), !escaped.isNewline { value.append(escaped) }
                kept = value.count
            } else {
                value.append(current)
                if !current.isSpace { kept = value.count }
            }
            byte = text.take()
        }
        return Array(value[..<kept])
    }

    /// A later value takes the place of an earlier one.
    private mutating func set(_ variable: [UInt8]) {
        let name = variable.prefix { $0 != UInt8(ascii: "=") } + [UInt8(ascii: "=")]
        if let index = variables.firstIndex(where: { $0.starts(with: name) }) {
            variables[index] = variable
        } else {
            variables.append(variable)
        }
    }
}
