/// One command of a unit's `ExecStart=` (systemd.service(5), "Command lines").
package struct ExecLine: Hashable {
    /// The program and its arguments, specifiers replaced where they depend only on the unit.
    package let words: [Word]
    /// Whether the unit starts all the same where the command fails: it begins with `-`.
    package let mayFail: Bool

    /// Reads a value, which has several commands where a `;` stands by itself; nil where systemd
    /// ignores it.
    package static func commands(in value: String, of unit: String) -> [ExecLine]? {
        guard let items = SystemdWords(value)?.words else { return nil }
        return items.split(whereSeparator: \.isSeparator).map { items in
            ExecLine(items.map(\.text), unit)
        }
    }

    private init(_ texts: [String], _ unit: String) {
        let prefix = texts[0].unicodeScalars.prefix { "-@:+!|".unicodeScalars.contains($0) }
        let program = String(texts[0].unicodeScalars.dropFirst(prefix.count))
        // With `@`, the second word is the name that the program is told of itself.
        let arguments = texts.dropFirst(prefix.contains("@") ? 2 : 1)
        let reader = Specifiers(unit: unit)
        words =
            [reader.word(program, hasVariables: false)]
            + arguments.map { reader.word($0, hasVariables: !prefix.contains(":")) }
        mayFail = prefix.contains("-")
    }
}
