/// A shell script, as far as it does nothing but lead to one program (POSIX, XCU 2).
///
/// It is read, not run: whatever branches, repeats or calls functions is not understood.
package struct ShellScript {
    /// A command, what it is told in its environment, and how its arguments end.
    package struct Command {
        package var assignments: [(name: String, value: Word)] = []
        package var words: [Word] = []
        /// Whether its last word is all of the script's own arguments.
        var endsInArguments = false
    }

    /// The command that the script comes down to.
    package private(set) var command = Command()

    private var reader: ShellReader
    private var variables: [String: Word] = [:]
    /// Whether the script takes variables out of another file.
    private var readsMore = false

    /// Reads a script that is called with these arguments; nil for one that is not understood.
    init?(_ text: Word, name: Word = Word("sh"), arguments: [Word]) {
        reader = ShellReader(text, name: name, arguments: arguments)
        var isFound = false
        while let step = reader.next() {
            guard case .command(let command) = step else { return nil }
            // What stands after `exec` is never reached.
            guard !isFound else { continue }
            isFound = take(command)
        }
        guard !command.words.isEmpty else { return nil }
    }

    /// Whether the command took the shell's place.
    private mutating func take(_ read: Command) -> Bool {
        var command = resolved(read)
        switch command.words.first?.literal {
        case nil where command.words.isEmpty:
            for (name, value) in command.assignments { variables[name] = value }
            return false
        case "export":
            for word in command.words.dropFirst() { note(word) }
            return false
        case ".", "source", "eval", "read":
            readsMore = true
            return false
        case "exec":
            command.words.removeFirst()
            // A line of nothing but redirections is the shell's own.
            guard !command.words.isEmpty else { return false }
            self.command = command
            return true
        case "set", "umask", "ulimit", "cd", "true", ":", "echo", "mkdir", "[", "test":
            return false
        default:
            self.command = command
            return false
        }
    }

    private mutating func note(_ word: Word) {
        guard let text = word.literal, let equals = text.firstIndex(of: "=") else { return }
        variables[String(text[..<equals])] = Word(String(text[text.index(after: equals)...]))
    }

    private func resolved(_ command: Command) -> Command {
        var command = command
        command.words = command.words.map(resolved)
        command.assignments = command.assignments.map { ($0.name, resolved($0.value)) }
        return command
    }

    private func resolved(_ word: Word) -> Word {
        var resolved = Word()
        resolved.isSplit = word.isSplit
        for part in word.parts {
            guard case .variable(let name, let orElse) = part else {
                resolved.append(part)
                continue
            }
            if let value = variables[name] {
                for part in value.parts { resolved.append(part) }
            } else if readsMore {
                resolved.append(.unknown("${\(name)}"))
            } else {
                resolved.append(.variable(name, orElse: orElse.map(self.resolved)))
            }
        }
        return resolved
    }
}
