/// A program that a service runs, with all that merely leads to it gone.
package struct Invocation: Equatable, Sendable {
    /// A variable that is set only for the program.
    package struct Assignment: Equatable, Sendable {
        package let name: String
        package let value: Word
    }

    /// The program: a path, or a name that is looked up.
    package let program: String
    /// What it is called with.
    package let arguments: [Word]
    /// What wrappers add to the environment.
    package private(set) var assignments: [Assignment] = []
    /// Whether what is added at the end of the unit's command reaches the program.
    package private(set) var passesArguments = true

    /// Reads a command of words; nil where the program is not known before it runs.
    package init?(_ words: [Word]) {
        guard let program = words.first?.literal, !program.isEmpty else { return nil }
        self.program = program
        arguments = Array(words.dropFirst())
    }

    /// The variables that the command depends on.
    package var variables: Set<String> {
        (arguments + assignments.map(\.value)).reduce(into: []) { $0.formUnion($1.variables) }
    }

    /// What the program runs in turn, if all that it does is to run that; nil inside for a command
    /// that is not understood.
    package func inner() -> Invocation?? {
        switch program.lastName {
        case "sh", "bash", "dash": throughShell()
        case "env": .some(throughEnv())
        case "nohup", "setsid": .some(through(skipping: 0))
        case "nice": .some(through(skipping: 0, withValue: ["-n"]))
        case "ionice": .some(through(skipping: 0, withValue: ["-c", "-n"]))
        case "chrt": .some(through(skipping: 1))
        case "taskset": .some(through(skipping: 1))
        default: .none
        }
    }

    /// What a script runs that the program is.
    package func inside(script text: String) -> Invocation? {
        guard let first = text.split(separator: "\n").first, first.hasPrefix("#!"),
            let interpreter = first.dropFirst(2)[...].words.first,
            ["sh", "bash", "dash"].contains(String(interpreter).lastName),
            let script = ShellScript(Word(text), name: Word(program), arguments: arguments)
        else { return nil }
        return inside(script, passes: script.command.endsInArguments)
    }

    private func inside(_ script: ShellScript, passes: Bool) -> Invocation? {
        guard var inner = Invocation(script.command.words) else { return nil }
        inner.assignments =
            assignments
            + script.command.assignments.map { Assignment(name: $0.name, value: $0.value) }
        inner.passesArguments = passesArguments && passes
        return inner
    }

    /// `sh -c SCRIPT NAME ARGUMENT…`, or `sh FILE ARGUMENT…`.
    private func throughShell() -> Invocation?? {
        var rest = arguments[...]
        var isCommand = false
        while let option = rest.first?.literal, option.hasPrefix("-"), option != "-" {
            rest.removeFirst()
            guard !option.hasPrefix("--") else { continue }
            if option.hasSuffix("o") { rest = rest.dropFirst() }
            guard option.contains("c") else { continue }
            isCommand = true
            break
        }
        guard isCommand, let text = rest.popFirst() else {
            return .some(Invocation(Array(rest)).map { following($0) })
        }
        let name = rest.popFirst()
        guard
            let script = ShellScript(
                text,
                name: name ?? Word(program),
                arguments: Array(rest)
            )
        else { return .some(nil) }
        return .some(inside(script, passes: name != nil && script.command.endsInArguments))
    }

    private func throughEnv() -> Invocation? {
        var rest = arguments[...]
        var added: [Assignment] = []
        while let text = rest.first?.literal, text.hasPrefix("-") {
            // `-i` and `-S` are too much to follow.
            guard ["-u", "--unset"].contains(text) || text.hasPrefix("--unset=") else { return nil }
            rest = rest.dropFirst(text.hasPrefix("--unset=") ? 1 : 2)
        }
        while let word = rest.first, case .text(let text)? = word.parts.first,
            let equals = text.firstIndex(of: "=")
        {
            var value = Word(String(text[text.index(after: equals)...]))
            for part in word.parts.dropFirst() { value.append(part) }
            added.append(Assignment(name: String(text[..<equals]), value: value))
            rest.removeFirst()
        }
        return Invocation(Array(rest)).map { following($0, adding: added) }
    }

    /// A wrapper with options, some with a value, and so many words of its own.
    private func through(skipping count: Int, withValue: Set<String> = []) -> Invocation? {
        var rest = arguments[...]
        while let option = rest.first?.literal, option.hasPrefix("-") {
            rest = rest.dropFirst(withValue.contains(option) ? 2 : 1)
            if option == "--" { break }
        }
        return Invocation(Array(rest.dropFirst(count))).map { following($0) }
    }

    private func following(_ inner: Invocation, adding added: [Assignment] = []) -> Invocation {
        var inner = inner
        inner.assignments = assignments + added
        inner.passesArguments = passesArguments
        return inner
    }
}

extension String {
    /// A program's name: what stands after the last `/`.
    package var lastName: Substring {
        self[(lastIndex(of: "/").map { index(after: $0) } ?? startIndex)...]
    }
}
