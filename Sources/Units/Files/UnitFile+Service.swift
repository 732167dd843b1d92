import Basics

extension UnitFile {
    /// A file, or files, that the service's variables are read from.
    package struct EnvironmentFile: Equatable, Sendable {
        /// An absolute path, in whose last name `*`, `?` and `[` may stand for others.
        package let pattern: String
        /// The unit file or the drop-in that names it.
        package let origin: NodePath
    }

    /// The files that the service's variables are read from, in order.
    package var environmentFiles: [EnvironmentFile] {
        let specifiers = Specifiers(unit: name)
        return list("EnvironmentFile").compactMap { setting in
            // "-": the service starts without it, too.
            let text = setting.value.hasPrefix("-") ? setting.value.dropFirst() : setting.value[...]
            guard let pattern = specifiers.text(String(text)), pattern.hasPrefix("/") else {
                return nil
            }
            return EnvironmentFile(pattern: pattern, origin: setting.path)
        }
    }

    /// Whether systemd makes the service a user at each start, unless there is one of its name
    /// (systemd.exec(5)).
    package var hasDynamicUser: Bool {
        ["1", "yes", "y", "true", "t", "on"].contains(last("DynamicUser")?.value.lowercased() ?? "")
    }

    /// The user that the service runs as; nil for root. A dynamic one is called as the unit is,
    /// unless it is given a name.
    package var user: String? {
        var value = last("User")?.value ?? ""
        if value.isEmpty, hasDynamicUser { value = String(name.prefix { $0 != "." }) }
        return ["", "root", "0"].contains(value) ? nil : value
    }

    /// The group that the service runs with, where it is not its user's own.
    package var group: String? {
        let value = last("Group")?.value ?? ""
        return value.isEmpty ? nil : value
    }

    /// What a unit's `ExecStart=` comes to, through shell scripts, wrappers and variables.
    package enum ResolvedCommand: Equatable, Sendable {
        /// The program.
        case program(Invocation)
        /// A script that must be read first.
        case script(NodePath)
        /// A command that is not understood.
        case none
    }

    /// The command that a service comes to, as far as the scripts on the way have been read.
    package func resolvedCommand(of service: Service, scripts files: NamedFiles) -> ResolvedCommand
    {
        let starts = list("ExecStart")
        // systemd takes one, or some of a Type=oneshot (systemd.service(5)).
        guard starts.count <= 100 else { return .none }
        let commands = starts.flatMap {
            ExecLine.commands(in: $0.value, of: name) ?? []
        }
        var found = ResolvedCommand.none
        for command in commands {
            guard let first = Invocation(command.words) else { continue }
            found = resolvedCommand(from: first, of: service, files)
            if case .program = found { return found }
        }
        return found
    }

    private func resolvedCommand(from first: Invocation, of service: Service, _ files: NamedFiles)
        -> ResolvedCommand
    {
        var invocation = first
        // A script that calls itself ends somewhere.
        for _ in 0..<8 {
            if let inner = invocation.inner() {
                guard let inner else { return .none }
                invocation = inner
            } else if service.isProgram(invocation.program) {
                return .program(invocation)
            } else {
                guard let path = NodePath(invocation.program) else { return .none }
                guard let text = files.texts[path] else {
                    return files.hasRead(path) ? .none : .script(path)
                }
                guard let inner = invocation.inside(script: text) else { return .none }
                invocation = inner
            }
        }
        return .none
    }

    /// The unit file or the drop-in whose `ExecStart=` counts.
    package var commandOrigin: NodePath {
        list("ExecStart").last?.path ?? parts.first?.path ?? Self.administratorDirectory
    }
}
