/// A file of `NAME=value` lines, as systemd's `EnvironmentFile=` and a shell both read it
/// (systemd.exec(5)): the two must find the same values.
package struct EnvironmentFile {
    package private(set) var text = ""

    package init() {}

    /// Adds a line that every reader ignores.
    package mutating func comment(_ text: String) {
        self.text += "#\(text)\n"
    }

    /// Adds an assignment, in double quotes unless `bare` is asked for and the value allows it.
    package mutating func set(_ name: String, _ value: String, bare: Bool = false) {
        let isSafe = !value.isEmpty && value.utf8.allSatisfy(Self.isBare)
        text += bare && isSafe ? "\(name)=\(value)\n" : "\(name)=\"\(Self.escaped(value))\"\n"
    }

    /// Inside double quotes these four, and no others, are taken literally after a backslash, both
    /// by POSIX shells (XCU 2.2.3) and by systemd (`src/basic/env-file.c`).
    private static func escaped(_ value: String) -> String {
        var escaped = ""
        for character in value.unicodeScalars {
            if "\"\\`$".unicodeScalars.contains(character) { escaped.unicodeScalars.append("\\") }
            escaped.unicodeScalars.append(character)
        }
        return escaped
    }

    /// Whether a byte means itself to a shell outside quotes, wherever it stands in a value.
    private static func isBare(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"):
            true
        default:
            "/.:_-".utf8.contains(byte)
        }
    }
}
