import Basics

/// The flags of a program as Go's package `flag` and docker's `pflag` read them: `-x`, `--x`,
/// `--x=y` and `--x y`.
package struct Flags {
    /// A flag, as it was given.
    package struct Flag: Equatable {
        package let name: String
        /// Its value; nil where only the running system knows it.
        package let value: String?
        /// The flag as it was given.
        package let text: String
        /// The file that gives it, if that is not the unit's command.
        package var origin: NodePath?
    }

    /// An argument, and the file of variables that it comes from, if it does.
    package struct Argument {
        package let word: Word
        package var origin: NodePath?
    }

    package private(set) var all: [Flag] = []

    /// Reads arguments, in which variables have their values. Those whose names are given as
    /// `valued` take the next word for their value, whatever it looks like.
    package init(_ arguments: [Argument], valued: (String) -> Bool) {
        var rest = arguments[...]
        while let argument = rest.popFirst() {
            let word = argument.word
            guard case .text(let text)? = word.parts.first, text.hasPrefix("-"), text != "-" else {
                continue
            }
            guard text != "--" else { return }
            let body = text.drop { $0 == "-" }
            let name = String(body.prefix { $0 != "=" })
            var value = Word()
            var given = "\(word)"
            if body.count > name.count {
                value = Word(String(body.dropFirst(name.count + 1)))
                for part in word.parts.dropFirst() { value.append(part) }
            } else if let next = rest.first?.word, valued(name) || !"\(next)".hasPrefix("-") {
                rest.removeFirst()
                (value, given) = (next, "\(word) \(next)")
            }
            all.append(
                Flag(name: name, value: value.literal, text: given, origin: argument.origin)
            )
        }
    }

    /// The last of a name, which is the one that counts.
    package subscript(name: String) -> Flag? { all.last { $0.name == name } }
}
