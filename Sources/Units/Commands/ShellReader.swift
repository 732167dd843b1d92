/// Takes a shell script apart into simple commands (POSIX, XCU 2.3, 2.9.1).
///
/// The script is a word itself: what stands for a value in it, since systemd puts that there before
/// the shell reads it, stays in one piece.
package struct ShellReader {
    package enum Step {
        case command(ShellScript.Command)
        /// Something that is not a simple command.
        case other
    }

    package enum Atom: Equatable {
        case scalar(Unicode.Scalar)
        case part(Word.Part)
    }

    package var rest: ArraySlice<Atom>
    package let name: Word
    package let arguments: [Word]

    init(_ text: Word, name: Word, arguments: [Word]) {
        var atoms: [Atom] = []
        for part in text.parts {
            if case .text(let text) = part {
                atoms += text.unicodeScalars.map(Atom.scalar)
            } else {
                atoms.append(.part(part))
            }
        }
        rest = atoms[...]
        self.name = name
        self.arguments = arguments
    }

    /// The next command; nil at the end.
    package mutating func next() -> Step? {
        var command = ShellScript.Command()
        while true {
            skipBlanks()
            guard let atom = rest.first else {
                return isEmpty(command) ? nil : .command(command)
            }
            switch atom {
            case .scalar("#"):
                rest = rest.drop { $0 != .scalar("\n") }
            case .scalar("\n"), .scalar(";"):
                rest.removeFirst()
                guard rest.first != .scalar(";") else { return .other }
                if !isEmpty(command) { return .command(command) }
            case .scalar("&"):
                rest.removeFirst()
                // In the background, the shell would not wait for it.
                guard take("&"), !isEmpty(command) else { return .other }
                return .command(command)
            case .scalar("|"):
                rest.removeFirst()
                guard !isEmpty(command), rest.first != .scalar("|"), skipPipeline() else {
                    return .other
                }
                return .command(command)
            case .scalar("("), .scalar(")"), .scalar("{"), .scalar("}"):
                return .other
            case .scalar("<"), .scalar(">"):
                guard skipRedirection() else { return .other }
            default:
                guard add(to: &command) else { return .other }
            }
        }
    }

    private func isEmpty(_ command: ShellScript.Command) -> Bool {
        command.words.isEmpty && command.assignments.isEmpty
    }

    private mutating func skipBlanks() {
        while let atom = rest.first {
            if atom == .scalar(" ") || atom == .scalar("\t") || atom == .scalar("\r") {
                rest.removeFirst()
            } else if !takeContinuation() {
                return
            }
        }
    }

    mutating func takeContinuation() -> Bool {
        guard rest.starts(with: [.scalar("\\"), .scalar("\n")]) else { return false }
        rest = rest.dropFirst(2)
        return true
    }

    package mutating func take(_ scalar: Unicode.Scalar) -> Bool {
        guard rest.first == .scalar(scalar) else { return false }
        rest.removeFirst()
        return true
    }

    /// Passes over the readers of a pipe, which tell nothing of what is written into it.
    private mutating func skipPipeline() -> Bool {
        while let atom = rest.first, atom != .scalar("\n"), atom != .scalar(";") {
            guard atom != .scalar("&"), atom != .scalar("(") else { return false }
            if atom == .scalar("<") || atom == .scalar(">") {
                guard skipRedirection() else { return false }
            } else if atom == .scalar("|") || atom == .scalar(" ") || atom == .scalar("\t") {
                rest.removeFirst()
            } else {
                guard readWord() != nil else { return false }
            }
        }
        return true
    }

    /// `>FILE`, `2>&1` and their like.
    private mutating func skipRedirection() -> Bool {
        while take("<") || take(">") || take("&") || take("|") {}
        skipBlanks()
        return readWord() != nil
    }

    private mutating func add(to command: inout ShellScript.Command) -> Bool {
        guard let read = readWord() else { return false }
        // `2>&1`
        if read.isBare, let number = read.word.literal, Int(number) != nil,
            rest.first == .scalar(">") || rest.first == .scalar("<")
        {
            return skipRedirection()
        }
        if command.words.isEmpty, let assignment = read.assignment {
            command.assignments.append(assignment)
            return true
        }
        if command.words.isEmpty, read.isBare, let text = read.word.literal {
            guard !Self.reserved.contains(text) else { return false }
        }
        command.endsInArguments = read.isAllArguments
        if read.isAllArguments {
            command.words += arguments
        } else {
            command.words.append(read.word)
        }
        return true
    }

    private static let reserved: Set<String> = [
        "!", "[[", "case", "do", "done", "elif", "else", "esac", "exit", "fi", "for", "function",
        "if", "return", "select", "shift", "then", "time", "trap", "until", "while",
    ]
}
