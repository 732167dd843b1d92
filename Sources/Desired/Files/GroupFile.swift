import Basics

/// A group(5) or gshadow(5) file, line by line. Names are compared byte by byte: to Swift, an
/// accented letter in either of its spellings is the same.
package struct GroupFile: Equatable, Sendable {
    /// The files in which a system group has its lines.
    package static let paths: [NodePath] = ["/etc/group", "/etc/gshadow"]

    private var text: [UInt8]

    /// Takes the bytes of a file.
    package init(_ bytes: [UInt8]) {
        text = bytes
    }

    /// The bytes.
    package var bytes: [UInt8] { text }

    /// The lines, without their ends.
    package var lines: [String] {
        text.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) }
    }

    /// The line of a group; nil if it has none.
    package func line(of name: String) -> String? {
        let field = Array("\(name):".utf8)
        return text.split(separator: UInt8(ascii: "\n")).first { $0.starts(with: field) }
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Adds a line at the end.
    package mutating func append(_ line: String) {
        if let last = text.last, last != UInt8(ascii: "\n") { text.append(UInt8(ascii: "\n")) }
        text += Array("\(line)\n".utf8)
    }

    /// Removes every line that is this one.
    package mutating func remove(_ line: String) {
        let line = Array(line.utf8)
        let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        text = Array(
            lines.filter { !$0.elementsEqual(line) }.joined(separator: [UInt8(ascii: "\n")])
        )
    }
}
