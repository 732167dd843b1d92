extension UnitFile {
    /// A file, or files, that the service's variables are read from.
    public struct EnvironmentFile: Equatable, Sendable {
        /// An absolute path, in whose last name `*`, `?` and `[` may stand for others.
        public let pattern: String
        /// Whether the service starts without it.
        public let isOptional: Bool
        /// The unit file or the drop-in that names it.
        let origin: NodePath
    }

    /// The files that the service's variables are read from, in order.
    public var environmentFiles: [EnvironmentFile] {
        let specifiers = Specifiers(unit: name)
        return list("EnvironmentFile").compactMap { setting in
            let isOptional = setting.value.hasPrefix("-")
            let text = String(setting.value.dropFirst(isOptional ? 1 : 0))
            guard let pattern = specifiers.text(text), pattern.hasPrefix("/") else { return nil }
            return EnvironmentFile(
                pattern: pattern,
                isOptional: isOptional,
                origin: setting.path
            )
        }
    }

    /// The user that the service runs as; nil for root.
    public var user: String? {
        let value = last("User")?.value ?? ""
        return ["", "root", "0"].contains(value) ? nil : value
    }

    /// The group that the service runs with, where it is not its user's own.
    public var group: String? {
        let value = last("Group")?.value ?? ""
        return value.isEmpty ? nil : value
    }

    /// Where the way from a unit's `ExecStart=` to its program leads.
    public enum Lead: Equatable, Sendable {
        /// The program.
        case program(Invocation)
        /// A script that must be read first.
        case script(NodePath)
        /// A command that is not understood.
        case none
    }

    /// The way to the program of a service, as far as the scripts on it have been read.
    public func lead(to service: Service, scripts files: NamedFiles) -> Lead {
        let starts = list("ExecStart")
        // systemd takes one, or some of a Type=oneshot (systemd.service(5)).
        guard starts.count <= 100 else { return .none }
        let commands = starts.flatMap {
            CommandLine.commands(in: $0.value, of: name) ?? []
        }
        var found = Lead.none
        for command in commands {
            guard let first = Invocation(command.words) else { continue }
            found = lead(from: first, to: service, files)
            if case .program = found { return found }
        }
        return found
    }

    private func lead(from first: Invocation, to service: Service, _ files: NamedFiles) -> Lead {
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
    var commandOrigin: NodePath {
        list("ExecStart").last?.path ?? parts.first?.path ?? Self.administratorDirectory
    }
}
