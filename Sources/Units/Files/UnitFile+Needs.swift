import Basics

/// What must be there when a unit is started.
extension UnitFile {
    /// A path without which systemd does not start the unit.
    package struct Need {
        package enum Kind {
            case path
            /// The directory of a file that is made.
            case directory
            case program
        }

        /// The setting that says so, of its value the part that names the path.
        package let setting: Setting
        package let path: NodePath
        package let kind: Kind
    }

    /// How a setting's value names paths. What may be missing is passed over.
    private enum Naming {
        /// The path.
        case whole
        /// Words, each a path, with `+` before it or not.
        case words
        /// Words of `SOURCE:DESTINATION`, or of `SOURCE`: systemd makes the destination.
        case sources
        /// `ID:PATH`, unless it has another source beside.
        case credential
        /// `file:PATH`, which is read.
        case input
        /// `file:PATH`, which is made.
        case output
        /// Command lines, each with its program.
        case commands
    }

    /// The settings that need something (systemd.exec(5), systemd.service(5)), for a command that
    /// begins with `+` too. What of it may be missing is in systemd's `src/core/namespace.c`,
    /// `apply_one_mount()`, and in `execute.c`, `load_credential()`.
    private static let needs: [(names: [String], naming: Naming)] = [
        (["WorkingDirectory", "EnvironmentFile"], .whole),
        (["ReadWritePaths", "ReadOnlyPaths", "InaccessiblePaths"], .words),
        (["ExecPaths", "NoExecPaths"], .words),
        (["BindPaths", "BindReadOnlyPaths"], .sources),
        (["LoadCredential"], .credential),
        (["StandardInput"], .input),
        (["StandardOutput", "StandardError"], .output),
        (["ExecCondition", "ExecStartPre", "ExecStart", "ExecStartPost"], .commands),
    ]

    /// The settings of which the last value alone counts.
    private static let single = [
        "WorkingDirectory", "StandardInput", "StandardOutput", "StandardError",
    ]

    /// What must be there when the unit is started; not what systemd makes for it, which comes too
    /// late for its output, nor a program that a command of its own names, and may put there.
    package var needs: [Need] {
        let own = Set(ownDirectories)
        let named = Set(
            commands(in: ["ExecCondition", "ExecStartPre"])
                .flatMap { $0.command.words.dropFirst() }
                .flatMap { $0.description.split { " \t'\";&|()".contains($0) } }
        )
        return Self.needs.flatMap { names, naming in
            names.flatMap { name in
                list(name).suffix(Self.single.contains(name) ? 1 : .max)
                    .flatMap { needs(in: $0, naming) }
            }
        }.filter { need in
            switch need.kind {
            case .path: !own.contains(need.path)
            case .directory: true
            case .program: !named.contains(need.path.text[...])
            }
        }
    }

    private func needs(in setting: Setting, _ naming: Naming) -> [Need] {
        let value = setting.value
        let words = (SystemdWords(value)?.words ?? []).map(\.text)
        return switch naming {
        case .whole:
            // `~` is the user's home; a pattern may match nothing.
            value.utf8.contains(where: { "*?[~".utf8.contains($0) }) ? [] : need(value, in: setting)
        case .words:
            words.flatMap { need($0.hasPrefix("+") ? String($0.dropFirst()) : $0, in: setting) }
        case .sources:
            words.flatMap { need(String($0.prefix { $0 != ":" }), in: setting) }
        case .credential:
            last("SetCredential") != nil
                ? [] : need(String(value.drop { $0 != ":" }.dropFirst()), in: setting)
        case .input, .output:
            ["file:", "append:", "truncate:"].first(where: value.hasPrefix).map {
                need(
                    String(value.dropFirst($0.count)),
                    in: setting,
                    naming == .input ? .path : .directory
                )
            } ?? []
        case .commands:
            (ExecLine.commands(in: value, of: name) ?? []).filter { !$0.mayFail }
                .compactMap { $0.words.first?.literal }
                .flatMap { need($0, in: setting, .program) }
        }
    }

    /// What a part of a setting's value names; nothing for what is no absolute path.
    private func need(_ part: String, in setting: Setting, _ kind: Need.Kind = .path) -> [Need] {
        guard let text = Specifiers(unit: name).text(part), let path = NodePath(text) else {
            return []
        }
        return [
            Need(
                setting: setting.naming(part),
                path: kind == .directory ? path.parent : path,
                kind: kind
            )
        ]
    }
}
