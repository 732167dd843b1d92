extension SettingConflict {
    /// What would have flanneld ask elsewhere for its network, or use another address than the one
    /// that is described.
    static func ofFlanneld(
        _ node: Node,
        store: FlannelBackingStore,
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        guard let flanneld = ComingService(.flanneld, on: installed, holding: files) else {
            return []
        }
        let wanted = FlanneldSettings(of: node, store: store)
        let ours =
            (files.assignments(of: .flanneldOptions)
            + wanted.variables.map { ($0.name, $0.value, ManagedFile.flanneldExtras.path) })
            .filter { $0.name.hasPrefix("FLANNELD_") }
        let flags = wanted.flags.compactMap { name, value in
            flanneld.flags[name].flatMap { flag in
                flag.value == value
                    ? nil : SettingConflict.elsewhere(flag.text, in: flanneld.origin(of: flag))
            }
        }
        // Of a variable beside its flag, flanneld takes no notice.
        let read = ours.filter { variable in
            !wanted.flags.contains {
                FlanneldSettings.variable(of: $0.name) == variable.name
                    && flanneld.flags[$0.name] != nil
            }
        }
        return
            (flanneld.lostSettings(["EnvironmentFile", "Environment", "ExecStartPre"])
            + flanneld.lostVariables(read) + flags + others(than: ours, wanted, of: flanneld)
            + kubernetes(flanneld)).unique
    }

    /// Variables that nothing of ours sets, and that should not be set to anything else.
    private static func others(
        than ours: [(name: String, value: String, file: NodePath)],
        _ wanted: FlanneldSettings,
        of flanneld: ComingService
    ) -> [SettingConflict] {
        wanted.flags.compactMap { name, value in
            let variable = FlanneldSettings.variable(of: name)
            guard flanneld.flags[name] == nil, !ours.contains(where: { $0.name == variable }),
                let found = flanneld.environment.values[variable],
                found.word.literal != "", found.word.literal != value
            else { return nil }
            return .elsewhere("\(variable)=\(found.word)", in: found.origin)
        }
    }

    private static func kubernetes(_ flanneld: ComingService) -> [SettingConflict] {
        if let flag = flanneld.flags["kube-subnet-mgr"] {
            guard flag.value != "false" else { return [] }
            return [.kubernetes(flag.text, in: flanneld.origin(of: flag))]
        }
        let name = FlanneldSettings.variable(of: "kube-subnet-mgr")
        guard let found = flanneld.environment.values[name], found.word.literal == "true" else {
            return []
        }
        return [.kubernetes("\(name)=true", in: found.origin)]
    }
}
