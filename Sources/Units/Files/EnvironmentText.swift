/// The assignments of a file that `EnvironmentFile=` names, as systemd reads it (systemd.exec(5);
/// `src/basic/env-file.c`).
package struct EnvironmentText {
    /// Names and values, in order; a later one takes the place of an earlier one of its name.
    package private(set) var assignments: [(name: String, value: String)] = []

    private var rest: ArraySlice<Unicode.Scalar>

    /// Reads a file; lines that are no assignments are passed over.
    package init(_ text: String) {
        rest = Array(text.unicodeScalars)[...]
        while let first = rest.popFirst() {
            if first.isSpaceOfSystemd { continue }
            if "#;".unicodeScalars.contains(first) { skipComment() } else { readLine(first) }
        }
    }

    /// Up to the end of a line, unless a backslash hides it.
    private mutating func skipComment() {
        while let scalar = rest.popFirst(), !scalar.endsLine {
            if scalar == "\\" { _ = rest.popFirst() }
        }
    }

    private mutating func readLine(_ first: Unicode.Scalar) {
        var name = String(first)
        while let scalar = rest.first, scalar != "=", !scalar.endsLine {
            name.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        guard rest.popFirst() == "=" else { return }
        let value = readValue()
        let stripped = String(name[...].stripped)
        guard ServiceEnvironment.isName(stripped) else { return }
        assignments.append((stripped, value))
    }

    private mutating func readValue() -> String {
        var value = String.UnicodeScalarView()
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n", "\r": return String(value)
            case " ", "\t": continue
            case "'":
                while let scalar = rest.popFirst(), scalar != "'" { value.append(scalar) }
            case "\"":
                readDoubleQuoted(into: &value)
            default:
                value.append(contentsOf: readBare(scalar))
                return String(value)
            }
        }
        return String(value)
    }

    private mutating func readDoubleQuoted(into value: inout String.UnicodeScalarView) {
        while let scalar = rest.popFirst(), scalar != "\"" {
            guard scalar == "\\" else {
                value.append(scalar)
                continue
            }
            guard let escaped = rest.popFirst() else { return }
            if !"\"\\`$\n".unicodeScalars.contains(escaped) { value.append("\\") }
            if escaped != "\n" { value.append(escaped) }
        }
    }

    /// The rest of a value, in which quotes mean themselves; white space at its end is none of it.
    private mutating func readBare(_ first: Unicode.Scalar) -> [Unicode.Scalar] {
        var value: [Unicode.Scalar] = []
        var kept = 0
        var next: Unicode.Scalar? = first
        while let scalar = next, !scalar.endsLine {
            if scalar == "\\" {
                if let escaped = rest.popFirst(), !escaped.endsLine { value.append(escaped) }
                kept = value.count
            } else {
                value.append(scalar)
                if !scalar.isSpaceOfSystemd { kept = value.count }
            }
            next = rest.popFirst()
        }
        return Array(value[..<kept])
    }
}

extension Unicode.Scalar {
    fileprivate var isSpaceOfSystemd: Bool { " \t\n\r".unicodeScalars.contains(self) }
    fileprivate var endsLine: Bool { self == "\n" || self == "\r" }
}
