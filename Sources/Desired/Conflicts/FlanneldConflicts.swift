import Basics
import Cluster
import Units

extension SettingConflict {
    /// What would have flanneld ask elsewhere for its network, or use another address than the one
    /// that is described.
    static func ofFlanneld(
        _ node: Node,
        store: FlannelBackingStore,
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        guard let flanneld = PlannedService(.flanneld, on: installed, holding: files) else {
            return []
        }
        let wanted = FlanneldSettings(of: node, store: store)
        let ours =
            (files.assignments(of: .flanneldOptions)
            + wanted.variables.map { ($0.name, $0.value, ManagedFile.flanneldDropIn.path) })
            .filter { $0.name.hasPrefix("FLANNELD_") }
        let flags: [SettingConflict] = wanted.flags.compactMap { name, value in
            flanneld.flags[name].flatMap { flag in
                flag.value == value
                    ? nil : .other(flag.text, in: flanneld.origin(of: flag), .elsewhere)
            }
        }
        // A flag beats its variable.
        let read = ours.filter { variable in
            !wanted.flags.contains {
                FlanneldSettings.variable(of: $0.name) == variable.name
                    && flanneld.flags[$0.name] != nil
            }
        }
        return
            (flanneld.lostSettings([
                "EnvironmentFile", "Environment", "UnsetEnvironment", "ExecStartPre",
            ]) + flanneld.proxies + flanneld.lostVariables(read) + flags
            + others(than: ours, wanted, of: flanneld)
            + kubernetes(flanneld)).unique
    }

    /// Variables that nothing of ours sets, and that should not be set to anything else.
    private static func others(
        than ours: [(name: String, value: String, file: NodePath)],
        _ wanted: FlanneldSettings,
        of flanneld: PlannedService
    ) -> [SettingConflict] {
        wanted.flags.compactMap { name, value in
            let variable = FlanneldSettings.variable(of: name)
            guard flanneld.flags[name] == nil, !ours.contains(where: { $0.name == variable }),
                let found = flanneld.environment.values[variable],
                found.word.literal != "", found.word.literal != value
            else { return nil }
            return .other("\(variable)=\(found.word)", in: found.origin, .elsewhere)
        }
    }

    private static func kubernetes(_ flanneld: PlannedService) -> [SettingConflict] {
        if let flag = flanneld.flags["kube-subnet-mgr"] {
            guard flag.value != "false" else { return [] }
            return [.other(flag.text, in: flanneld.origin(of: flag), .kubernetes)]
        }
        let name = FlanneldSettings.variable(of: "kube-subnet-mgr")
        guard let found = flanneld.environment.values[name], found.word.literal == "true" else {
            return []
        }
        return [.other("\(name)=true", in: found.origin, .kubernetes)]
    }
}
