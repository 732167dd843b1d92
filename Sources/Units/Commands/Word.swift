/// A word of a command, as far as it is known before the command runs.
package struct Word: Hashable, Sendable {
    /// A piece of a word.
    package indirect enum Part: Hashable, Sendable {
        case text(String)
        /// A variable's value, and what stands for it where it has none.
        case variable(String, orElse: Word?)
        /// What only the running system knows, as it is written: a specifier, a command's output.
        case unknown(String)
    }

    package private(set) var parts: [Part] = []
    /// Whether its value is split into words at white space.
    var isSplit = false

    package init() {}

    package init(_ text: String) {
        append(text)
    }

    package init(_ parts: [Part]) {
        for part in parts { append(part) }
    }

    package mutating func append(_ text: String) {
        guard !text.isEmpty else { return }
        if case .text(let before) = parts.last {
            parts[parts.count - 1] = .text(before + text)
        } else {
            parts.append(.text(text))
        }
    }

    package mutating func append(_ scalar: Unicode.Scalar) {
        append(String(scalar))
    }

    package mutating func append(_ part: Part) {
        if case .text(let text) = part { append(text) } else { parts.append(part) }
    }

    /// The word, if nothing in it depends on anything.
    package var literal: String? {
        switch parts.count {
        case 0: return ""
        case 1: if case .text(let text) = parts[0] { return text }
        default: break
        }
        return nil
    }

    /// The variables that the word depends on.
    package var variables: Set<String> {
        parts.reduce(into: []) { names, part in
            guard case .variable(let name, let orElse) = part else { return }
            names.insert(name)
            names.formUnion(orElse?.variables ?? [])
        }
    }

    /// The words that it becomes where variables have these values; nil for one that has none.
    package func expanded(_ value: (String) -> Word?) -> [Word] {
        var whole = Word()
        for part in parts { for part in Self.expanded(part, value) { whole.append(part) } }
        guard isSplit else { return [whole] }
        // Where only a part is known, so are the places at which it is split.
        guard let text = whole.literal else { return [whole] }
        return (SystemdWords(text)?.words ?? []).map { Word($0.text) }
    }

    private static func expanded(_ part: Part, _ value: (String) -> Word?) -> [Part] {
        guard case .variable(let name, let orElse) = part else { return [part] }
        if let found = value(name), found.literal != "" || orElse == nil { return found.parts }
        return orElse?.expanded(value).flatMap(\.parts) ?? []
    }
}

extension Word: CustomStringConvertible {
    /// The word much as a unit has it, for messages.
    package var description: String {
        parts.map { part in
            switch part {
            case .text(let text), .unknown(let text): text
            case .variable(let name, nil): isSplit ? "$\(name)" : "${\(name)}"
            case .variable(let name, let orElse?): "${\(name):-\(orElse)}"
            }
        }.joined()
    }
}
