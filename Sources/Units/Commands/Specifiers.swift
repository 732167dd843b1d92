import Basics

/// The specifiers of a unit that do not depend on the system (systemd.unit(5), "Specifiers").
struct Specifiers {
    private let values: [Unicode.Scalar: String]

    init(unit: String) {
        let stem = String(unit.prefix(upTo: unit.lastIndex(of: ".") ?? unit.endIndex))
        let at = stem.firstIndex(of: "@")
        values = [
            "%": "%", "n": unit, "N": stem, "p": String(stem[..<(at ?? stem.endIndex)]),
            "i": at.map { String(stem[stem.index(after: $0)...]) } ?? "",
            "t": "/run", "S": "/var/lib", "C": "/var/cache", "L": "/var/log", "E": "/etc",
            "T": "/tmp", "V": "/var/tmp", "u": "root", "U": "0", "g": "root", "G": "0",
            "h": "/root", "s": "/bin/sh",
        ]
    }

    /// A text with its specifiers replaced; nil where one is only known to the running system.
    func text(_ text: String) -> String? { word(text, hasVariables: false).literal }

    /// A word of a command: specifiers, then variables, which mean something in quotes too.
    func word(_ text: String, hasVariables: Bool) -> Word {
        var word = Word()
        var rest = text.unicodeScalars[...]
        while let scalar = rest.popFirst() {
            if scalar == "%", let next = rest.popFirst() {
                word.append(values[next].map(Word.Part.text) ?? unknown(next))
            } else if scalar == "$", hasVariables {
                readVariable(into: &word, &rest)
            } else {
                word.append(scalar)
            }
        }
        return word
    }

    /// A letter that is no specifier means itself.
    private func unknown(_ scalar: Unicode.Scalar) -> Word.Part {
        scalar.properties.isAlphabetic ? .unknown("%\(scalar)") : .text("%\(scalar)")
    }

    /// `$$` is a dollar sign, `${NAME}` a value, and `$NAME` the words of a value, though only if
    /// it is all there is of the word.
    private func readVariable(
        into word: inout Word,
        _ rest: inout Substring.UnicodeScalarView
    ) {
        switch rest.first {
        case "$":
            rest.removeFirst()
            word.append("$")
        case "{":
            guard let end = rest.firstIndex(of: "}") else { return word.append("$") }
            let name = String(Substring(rest[rest.index(after: rest.startIndex)..<end]))
            word.append(.variable(name, orElse: nil))
            rest = rest[rest.index(after: end)...]
        case .some where word.parts.isEmpty && !word.isSplit:
            word.append(.variable(String(Substring(rest)), orElse: nil))
            word.isSplit = true
            rest = rest[rest.endIndex...]
        default:
            word.append("$")
        }
    }
}

extension NodePath {
    /// Whether a part of the name is systemd's to expand (systemd.unit(5), "Specifiers").
    package var hasSpecifier: Bool { text.utf8.contains(UInt8(ascii: "%")) }
}
