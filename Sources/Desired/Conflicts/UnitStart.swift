import Basics
import Cluster
import Etcd
import Units

/// A service's unit as a boot will find it, and what surrounds it then.
struct UnitStart {
    let service: PlannedService
    let installed: InstalledSoftware
    /// The directory that the program writes to.
    let data: NodePath?
    /// The families of addresses that the program needs.
    let families: [Substring]
    /// The group that the run makes.
    let group: String

    init(_ service: PlannedService, of node: Node, on installed: InstalledSoftware) {
        (self.service, self.installed) = (service, installed)
        data =
            service.service == .flanneld
            ? "/run/flannel" : node.member.map { EtcdSettings.dataDirectory(of: $0.name) }
        // Even a member of IPv6 alone serves its own machine at 127.0.0.1.
        families = ["AF_INET"] + (node.address?.isV6 == true ? ["AF_INET6"] : [])
        group = node.cluster.group
    }

    var unit: UnitFile { service.unit }
    var surroundings: Surroundings { installed.surroundings }

    /// An image that gets its programs later gets what their packages bring.
    private var isBare: Bool {
        let program = service.service == .etcd ? installed.etcd : installed.flanneld
        return installed.isImage && program == .absent
    }

    /// What the unit needs of a kind, and that is not there.
    func missing(_ kind: UnitFile.Need.Kind) -> [UnitFile.Setting] {
        let places = kind == .program ? surroundings.unrunnable : surroundings.missing
        return unit.needs.filter { need in
            need.kind == kind && !isBare && places.contains(need.path)
                && !service.isWritten(need.path) && !service.isWritten(need.setting.path)
                // Its own program is looked for by itself.
                && !(need.setting.name == "ExecStart" && service.service.isProgram(need.path.text))
        }.map(\.setting)
    }

    /// The users and groups that are not there.
    var missingAccounts: [UnitFile.Setting] {
        unit.accounts.filter { setting, isUser in
            let missing = isUser ? surroundings.missingUsers : surroundings.missingGroups
            return !isBare && missing.contains(setting.value) && (isUser || setting.value != group)
        }.map(\.setting)
    }

    /// The conditions and assertions that are not met.
    var unmet: [UnitFile.Setting] {
        ["Condition", "Assert"].flatMap(unit.settings(withPrefix:)).filter { setting in
            surroundings.unmet.contains("\(setting.name)=\(setting.value)")
                || setting.name.hasSuffix("FirstBoot") && setting.isOn
        }
    }

    /// The commands that end in failure, and may not, whatever they find.
    var failing: [UnitFile.Setting] {
        guard unit.list("SuccessExitStatus").isEmpty else { return [] }
        return unit.commands(in: ["ExecCondition", "ExecStartPre", "ExecStartPost"])
            .filter { _, command in
                let program = command.words.first?.literal ?? ""
                return !command.mayFail && ["/bin/false", "/usr/bin/false"].contains(program)
            }.map(\.setting)
    }

    /// Whether the program that systemd starts is the service's own, and stays that.
    var staysInForeground: Bool {
        service.invocation != nil && !unit.execStart.contains { $0.hasPart("setsid") }
    }

    /// What keeps the program from writing to its directory, where it is of a kind.
    func barrier(
        to only: Service? = nil,
        where isMeant: (UnitFile.Setting) -> Bool
    ) -> [UnitFile.Setting?] {
        guard only == nil || only == service.service, let data,
            let barrier = unit.barrier(to: data), isMeant(barrier)
        else { return [] }
        return [barrier]
    }

    /// The last value of each of these settings, where it is one that matters.
    func last(
        _ names: String...,
        in section: String = "Service",
        where matters: (UnitFile.Setting) -> Bool
    ) -> [UnitFile.Setting?] {
        names.compactMap { unit.last($0, in: section) }.filter(matters)
    }
}

extension UnitFile.Setting {
    /// Whether the value is one of systemd's words for true.
    var isOn: Bool { ["yes", "true", "on", "1", "y", "t"].contains(value.lowercased()) }

    /// Whether the setting has something else stand in a path's place.
    var isHiding: Bool { ["InaccessiblePaths", "TemporaryFileSystem"].contains(name) }

    /// Whether the value is a time that limits nothing: none, or one without an end.
    var isNoLimit: Bool {
        value == "infinity" || !value.utf8.contains { (49...57).contains($0) }
    }
}
