import Basics
import Units

extension SettingConflict {
    /// What would keep a service's unit from starting, or its program from its work, at every boot.
    static func ofStart(_ start: UnitStart) -> [SettingConflict] {
        let rules = StartRule.all.flatMap { rule in
            rule.settings(start).compactMap(\.self).map {
                SettingConflict.other("\($0.name)=\($0.value)", in: $0.path, rule.effect)
            }
        }
        return (rules + container(start.unit) + requirements(of: start)).unique
    }

    /// Units that a unit requires, and that cannot be started.
    private static func requirements(of start: UnitStart) -> [SettingConflict] {
        start.unit.requirements.compactMap { name, line in
            if start.installed.units[name] == .masked {
                return .other(line.text, in: line.path, .maskedUnit)
            }
            let path = UnitFile.administratorDirectory.appending(name)
            guard start.surroundings.missingUnits.contains(name), !start.service.isWritten(path)
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
