import Basics

/// The variables that a service finds, each with the file that has the last word on it
/// (systemd.exec(5), "Environment").
package struct ServiceEnvironment {
    /// A variable's value, and the file that gives it.
    package struct Value: Equatable {
        package let word: Word
        package let origin: NodePath
    }

    package private(set) var values: [String: Value] = [:]

    /// Whether a shell and systemd take a string for a variable's name.
    package static func isName(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(48...57).contains(first) else { return false }
        return text.utf8.allSatisfy {
            (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0) || $0 == 95
        }
    }

    /// What the manager says, then `Environment=`, then the files, then what is taken back.
    package init(of unit: UnitFile, reading files: NamedFiles) {
        let specifiers = Specifiers(unit: unit.name)
        for setting in files.defaults + unit.list("Environment") {
            for item in SystemdWords(setting.value)?.words ?? [] {
                guard let equals = item.text.firstIndex(of: "=") else { continue }
                set(
                    String(item.text[..<equals]),
                    specifiers.word(
                        String(item.text[item.text.index(after: equals)...]),
                        hasVariables: false
                    ),
                    by: setting.path
                )
            }
        }
        for file in unit.environmentFiles {
            for path in files.paths(of: file.pattern) {
                for (name, value) in files.assignments(of: path) { set(name, value, by: path) }
            }
        }
        for setting in unit.list("UnsetEnvironment") {
            for item in SystemdWords(setting.value)?.words ?? [] { values[item.text] = nil }
        }
    }

    /// What the program finds, whatever leads to it having had its say.
    package func adding(
        _ assignments: [Invocation.Assignment],
        by origin: NodePath
    ) -> ServiceEnvironment {
        var environment = self
        for assignment in assignments {
            let words = assignment.value.expanded { environment.values[$0]?.word }
            environment.set(assignment.name, words.first ?? Word(), by: origin)
        }
        return environment
    }

    /// The words that arguments become, with the files whose variables become words of their own.
    package func expanded(_ arguments: [Word]) -> [Flags.Argument] {
        arguments.flatMap { argument in
            let origin =
                argument.isSplit ? argument.variables.first.flatMap { values[$0]?.origin } : nil
            return argument.expanded { values[$0]?.word }
                .map { Flags.Argument(word: $0, origin: origin) }
        }
    }

    private mutating func set(_ name: String, _ word: Word, by origin: NodePath) {
        values[name] = Value(word: word, origin: origin)
    }
}
