import Basics
import Units

extension SettingConflict {
    /// What would keep a service's unit from starting, or its program from its work, at every boot.
    static func ofStart(
        _ service: PlannedService,
        data: NodePath?,
        needing families: [Substring],
        on installed: InstalledSoftware
    ) -> [SettingConflict] {
        let unit = service.unit
        let surroundings = installed.surroundings
        func conflict(_ setting: UnitFile.Setting, _ effect: Effect) -> SettingConflict {
            .other("\(setting.name)=\(setting.value)", in: setting.path, effect)
        }
        // An image that gets its programs later gets what their packages bring.
        let program = service.service == .etcd ? installed.etcd : installed.flanneld
        let isBare = installed.isImage && program == .absent
        let missing = unit.needs.filter {
            !isBare && surroundings.missing.contains($0.path) && !service.isWritten($0.path)
        }.map { conflict($0.setting, .missing) }
        let conditions =
            unit.settings(withPrefix: "Condition") + unit.settings(withPrefix: "Assert")
        let unmet = conditions.filter {
            surroundings.unmet.contains("\($0.name)=\($0.value)")
                || $0.name.hasSuffix("FirstBoot") && unit.isOn($0)
        }.map { conflict($0, .unmet) }
        let network = ["PrivateNetwork", "NetworkNamespacePath"].compactMap { unit.last($0) }
            .filter { $0.name != "PrivateNetwork" ? !$0.value.isEmpty : unit.isOn($0) }
            .map { conflict($0, .noNetwork) }
        let filters = [unit.addressFilter, unit.familyFilter(needing: families)].compactMap(\.self)
            .map { conflict($0, .noNetwork) }
        let accounts = ["User", "Group"].compactMap { unit.last($0) }
            .filter { !isBare && surroundings.missingAccounts.contains($0.value) }
            .map { conflict($0, .noAccount) }
        let root = ["RootDirectory", "RootImage"].compactMap { unit.last($0) }
            .filter { !["", "/"].contains($0.value) }.map { conflict($0, .otherRoot) }
        let actions = ["JobTimeoutAction", "FailureAction"].compactMap { unit.last($0, in: "Unit") }
            .filter { !["", "none"].contains($0.value) }.map { conflict($0, .action) }
        return
            (missing + unmet + network + filters + root + accounts + actions + container(unit)
            + requirements(of: service, on: installed)
            + [data.flatMap { unit.barrier(to: $0) }].compactMap(\.self).map {
                conflict($0, service.service == .etcd ? .noData : .noSubnetFile)
            }).unique
    }

    /// Units that a unit requires, and that cannot be started.
    private static func requirements(
        of service: PlannedService,
        on installed: InstalledSoftware
    ) -> [SettingConflict] {
        service.unit.requirements.compactMap { name, line in
            if installed.units[name] == .masked {
                return .other(line.text, in: line.path, .maskedUnit)
            }
            let path = UnitFile.administratorDirectory.appending(name)
            guard installed.surroundings.missingUnits.contains(name), !service.isWritten(path)
            else { return nil }
            return .other(line.text, in: line.path, .noUnit)
        }
    }

    private static let runtimes: Set<Substring> = [
        "docker", "podman", "nerdctl", "rkt", "ctr", "crictl", "runc", "systemd-nspawn",
        "machinectl",
        "lxc-start", "chroot",
    ]

    /// A command that starts a container, whatever leads to it.
    private static func container(_ unit: UnitFile) -> [SettingConflict] {
        unit.list("ExecStart").compactMap { setting in
            let words = ExecLine.commands(in: setting.value, of: unit.name)?.last?.words
            guard var invocation = words.flatMap(Invocation.init) else { return nil }
            while let inner = invocation.inner(), let inner { invocation = inner }
            let program = invocation.program
            guard runtimes.contains(program.lastName) else { return nil }
            return .other("ExecStart=\(program)", in: setting.path, .otherRoot)
        }
    }
}

extension UnitFile {
    fileprivate func isOn(_ setting: Setting) -> Bool {
        ["yes", "true", "on", "1", "y", "t"].contains(setting.value.lowercased())
    }
}
