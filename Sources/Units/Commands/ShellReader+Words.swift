/// How a shell reads a word (POSIX, XCU 2.2, 2.6.2).
extension ShellReader {
    package struct Read {
        package var word = Word()
        /// Whether no quote and no backslash was in it.
        package var isBare = true
        /// How long the name is that the word assigns to.
        var assigned: String?
        var isAllArguments = false

        package var assignment: (name: String, value: Word)? {
            guard let assigned, case .text(let text) = word.parts.first else { return nil }
            var value = Word(String(text.dropFirst(assigned.count + 1)))
            for part in word.parts.dropFirst() { value.append(part) }
            return (assigned, value)
        }
    }

    package mutating func readWord() -> Read? {
        var read = Read()
        var count = 0
        while let atom = rest.first {
            if case .scalar(let scalar) = atom, " \t\n\r;&|<>()".unicodeScalars.contains(scalar) {
                break
            }
            if takeContinuation() { continue }
            rest.removeFirst()
            count += 1
            switch atom {
            case .part(let part): read.word.append(part)
            case .scalar("'"):
                read.isBare = false
                guard readSingleQuoted(into: &read.word) else { return nil }
            case .scalar("\""):
                read.isBare = false
                guard readDoubleQuoted(into: &read) else { return nil }
            case .scalar("\\"):
                read.isBare = false
                guard case .scalar(let scalar)? = rest.popFirst() else { return nil }
                read.word.append(scalar)
            case .scalar("$"):
                guard readExpansion(into: &read, isQuoted: false) else { return nil }
            case .scalar("`"):
                guard skipBackquoted(into: &read.word) else { return nil }
            case .scalar("="):
                if read.assigned == nil, read.isBare, let name = read.word.literal,
                    ServiceEnvironment.isName(name)
                {
                    read.assigned = name
                }
                read.word.append("=")
            case .scalar(let scalar):
                read.word.append(scalar)
            }
        }
        if read.isAllArguments, !read.word.parts.isEmpty { return nil }
        return read
    }

    private mutating func readSingleQuoted(into word: inout Word) -> Bool {
        while let atom = rest.popFirst() {
            switch atom {
            case .scalar("'"): return true
            case .scalar(let scalar): word.append(scalar)
            case .part(let part): word.append(part)
            }
        }
        return false
    }

    private mutating func readDoubleQuoted(into read: inout Read) -> Bool {
        while let atom = rest.popFirst() {
            switch atom {
            case .scalar("\""): return true
            case .scalar("\\"):
                guard case .scalar(let next)? = rest.popFirst() else { return false }
                if !"\"\\`$\n".unicodeScalars.contains(next) { read.word.append("\\") }
                if next != "\n" { read.word.append(next) }
            case .scalar("$"):
                guard readExpansion(into: &read, isQuoted: true) else { return false }
            case .scalar("`"):
                guard skipBackquoted(into: &read.word) else { return false }
            case .scalar(let scalar): read.word.append(scalar)
            case .part(let part): read.word.append(part)
            }
        }
        return false
    }

    private mutating func skipBackquoted(into word: inout Word) -> Bool {
        word.append(.unknown("`…`"))
        guard let end = rest.firstIndex(of: .scalar("`")) else { return false }
        rest = rest[(end + 1)...]
        return true
    }

    /// What a `$` begins.
    private mutating func readExpansion(into read: inout Read, isQuoted: Bool) -> Bool {
        guard case .scalar(let scalar)? = rest.first else {
            read.word.append("$")
            return true
        }
        switch scalar {
        case "(":
            read.word.append(.unknown("$(…)"))
            return skipParentheses()
        case "{":
            rest.removeFirst()
            return readBraces(into: &read)
        case "@", "*":
            rest.removeFirst()
            read.isAllArguments = true
        case "0"..."9":
            rest.removeFirst()
            append(positional: Int(scalar.value - 48), to: &read.word)
        case _ where ServiceEnvironment.isName(String(scalar)):
            let name = takeName()
            let isWhole = read.word.parts.isEmpty && !isQuoted && isAtWordEnd
            read.word.append(.variable(name, orElse: nil))
            read.word.isSplit = isWhole
        default:
            read.word.append("$")
        }
        return true
    }

    private var isAtWordEnd: Bool {
        guard case .scalar(let scalar)? = rest.first else { return rest.isEmpty }
        return " \t\n\r;&|<>()".unicodeScalars.contains(scalar)
    }

    private mutating func append(positional index: Int, to word: inout Word) {
        let found = index == 0 ? name : index <= arguments.count ? arguments[index - 1] : Word()
        for part in found.parts { word.append(part) }
    }

    private mutating func takeName() -> String {
        var name = ""
        while case .scalar(let scalar)? = rest.first, ServiceEnvironment.isName("_\(scalar)") {
            name.unicodeScalars.append(scalar)
            rest.removeFirst()
        }
        return name
    }

    /// `${NAME}`, `${NAME:-WORD}`, and `${1+"$@"}` of old.
    private mutating func readBraces(into read: inout Read) -> Bool {
        if rest.starts(with: "1+\"$@\"}".unicodeScalars.map(Atom.scalar)) {
            rest = rest.dropFirst(7)
            read.isAllArguments = true
            return true
        }
        let name = takeName()
        guard !name.isEmpty else { return false }
        var orElse: Word?
        if take(":") || rest.first == .scalar("-") {
            guard take("-"), let inner = readUntilBrace() else { return false }
            orElse = inner
        }
        guard take("}") else { return false }
        if let position = Int(name) {
            append(positional: position, to: &read.word)
        } else {
            read.word.append(.variable(name, orElse: orElse))
        }
        return true
    }

    private mutating func readUntilBrace() -> Word? {
        var read = Read()
        while let atom = rest.first, atom != .scalar("}") {
            rest.removeFirst()
            switch atom {
            case .scalar("$"):
                guard readExpansion(into: &read, isQuoted: true) else { return nil }
            case .scalar("\""):
                guard readDoubleQuoted(into: &read) else { return nil }
            case .scalar("'"):
                guard readSingleQuoted(into: &read.word) else { return nil }
            case .scalar(let scalar): read.word.append(scalar)
            case .part(let part): read.word.append(part)
            }
        }
        return read.isAllArguments ? nil : read.word
    }

    private mutating func skipParentheses() -> Bool {
        var depth = 0
        while let atom = rest.popFirst() {
            if atom == .scalar("(") { depth += 1 }
            if atom == .scalar(")") {
                depth -= 1
                if depth == 0 { return true }
            }
        }
        return false
    }
}
