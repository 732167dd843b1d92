/// The flags of a program as Go's package `flag` and docker's `pflag` read them: `-x`, `--x`,
/// `--x=y` and `--x y`.
struct Flags {
    /// A flag, as it was given.
    struct Flag: Equatable {
        let name: String
        /// Its value; nil where only the running system knows it.
        let value: String?
        /// The flag as the unit has it.
        let text: String
    }

    private(set) var all: [Flag] = []

    /// Reads arguments, in which variables have their values. Those whose names are given as `valued`
    /// take the next word for their value, whatever it looks like.
    init(_ arguments: [Word], valued: (String) -> Bool) {
        var rest = arguments[...]
        while let word = rest.popFirst() {
            guard case .text(let text)? = word.parts.first, text.hasPrefix("-"), text != "-" else {
                continue
            }
            guard text != "--" else { return }
            let body = text.drop { $0 == "-" }
            let name = String(body.prefix { $0 != "=" })
            if body.count > name.count {
                var value = Word(String(body.dropFirst(name.count + 1)))
                for part in word.parts.dropFirst() { value.append(part) }
                all.append(Flag(name: name, value: value.literal, text: "\(word)"))
            } else if let next = rest.first, valued(name) || !"\(next)".hasPrefix("-") {
                rest.removeFirst()
                all.append(Flag(name: name, value: next.literal, text: "\(word) \(next)"))
            } else {
                all.append(Flag(name: name, value: "", text: "\(word)"))
            }
        }
    }

    /// The last of a name, which is the one that counts.
    subscript(name: String) -> Flag? { all.last { $0.name == name } }
}
