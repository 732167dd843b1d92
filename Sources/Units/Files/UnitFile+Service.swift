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

    /// The user and the groups that must be there before the service starts, for a dynamic user its
    /// further groups alone; each with its setting, of whose value it is a part.
    package var accounts: [(setting: Setting, isUser: Bool)] {
        let named = ["User", "Group"].compactMap { last($0) }.filter { setting in
            !hasDynamicUser && (setting.name == "User" ? user : group) != nil
        }
        let further = list("SupplementaryGroups").flatMap { setting in
            (SystemdWords(setting.value)?.words ?? []).map { setting.naming($0.text) }
        }
        return named.map { ($0, $0.name == "User") } + further.map { ($0, false) }
    }

    /// The setting that says when the service counts as started, if it is not `simple`
    /// (systemd.service(5), "Type="): the last type that systemd knows, or a name on the bus.
    package var type: Setting? {
        let types = [
            "simple", "exec", "forking", "oneshot", "dbus", "notify", "notify-reload", "idle",
        ]
        let known = values(of: [Key("Type")]).last { types.contains($0.value) }
        return known ?? last("BusName").flatMap { $0.value.isEmpty ? nil : $0 }
    }

    /// The `ExecStart=` with which systemd does not load the unit: the empty one that takes back
    /// the only one, or one too many (systemd's `src/core/service.c`, `service_verify()`).
    package var refusedCommand: Setting? {
        guard type?.value != "oneshot" else { return nil }
        let starts = list("ExecStart")
        return starts.isEmpty || commands(in: ["ExecStart"]).count > 1 ? last("ExecStart") : nil
    }

    /// The commands of these settings.
    package func commands(in names: [String]) -> [(setting: Setting, command: ExecLine)] {
        names.flatMap { list($0) }.flatMap { setting in
            (ExecLine.commands(in: setting.value, of: name) ?? []).map { (setting, $0) }
        }
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
