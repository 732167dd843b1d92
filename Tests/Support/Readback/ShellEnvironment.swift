/// A file of environment variables as a POSIX shell sources it (XCU 2.2, 2.9.1), if that does no
/// more than assign literal values: anything that a shell would expand, split or run is refused.
package struct ShellEnvironment {
    /// `NAME=value` each, in the order of the file.
    package private(set) var variables: [[UInt8]] = []

    private var text: Cursor

    /// Reads a file.
    package init(reading bytes: [UInt8]) throws(Unreadable) {
        text = Cursor(bytes)
        while !text.isAtEnd {
            _ = text.take { " \t\n".utf8.contains($0) }
            if text.next == UInt8(ascii: "#") {
                _ = text.take { $0 != UInt8(ascii: "\n") }
            } else if !text.isAtEnd {
                variables.append(try readAssignment())
            }
        }
    }

    private mutating func readAssignment() throws(Unreadable) -> [UInt8] {
        let name = Array(text.take(while: Self.isOfName))
        guard let first = name.first, !(48...57).contains(first), text.take("=") else {
            throw Unreadable("a line that is not an assignment")
        }
        var value: [UInt8] = []
        while let byte = text.take(), byte != UInt8(ascii: "\n") {
            switch byte {
            case "'":
                value += text.take { $0 != UInt8(ascii: "'") }
                guard text.take("'") else { throw Unreadable("an open single quote") }
            case "\"":
                try readDoubleQuoted(into: &value)
            case _ where Self.isOfName(byte), "/", ".", ":", "-", "@", "%", "+", ",":
                value.append(byte)
            default:
                throw Unreadable("byte \(byte), bare, which a shell may take for more than itself")
            }
        }
        return name + [UInt8(ascii: "=")] + value
    }

    private mutating func readDoubleQuoted(into value: inout [UInt8]) throws(Unreadable) {
        while let byte = text.take() {
            switch byte {
            case "\"":
                return
            case "$", "`", 0:
                throw Unreadable("byte \(byte), which a shell expands between double quotes")
            case "\\":
                guard let escaped = text.take() else { throw Unreadable("an open double quote") }
                if "$`\"\\".utf8.contains(escaped) {
                    value.append(escaped)
                } else if escaped != UInt8(ascii: "\n") {
                    value += [byte, escaped]
                }
            default:
                value.append(byte)
            }
        }
        throw Unreadable("an open double quote")
    }

    private static func isOfName(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
            true
        default:
            false
        }
    }
}
