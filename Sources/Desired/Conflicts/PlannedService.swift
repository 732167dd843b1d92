import Basics
import Units

/// A service as it will be once the node holds the files that it must.
struct PlannedService {
    let service: Service
    /// The unit, with the drop-ins that are written.
    let unit: UnitFile
    /// The variables that the program finds.
    let environment: ServiceEnvironment
    /// The program; nil where the unit's command is not understood.
    let invocation: Invocation?
    /// The program's flags, its variables' values in them.
    let flags: Flags
    /// The files that are written.
    private let written: [DesiredState.File]

    /// Nil for a service that is not installed.
    init?(_ service: Service, on installed: InstalledSoftware, holding files: [DesiredState.File]) {
        guard let today = installed.units[service.unit]?.file, !today.parts.isEmpty else {
            return nil
        }
        self.service = service
        written = files
        let place = UnitFile.administratorDirectory.appending("\(service.unit).d")
        var named = installed.files
        var dropIns: [UnitFile.Part] = []
        for file in files {
            let text = String(decoding: file.contents, as: UTF8.self)
            if file.path.parent == place {
                dropIns.append(UnitFile.Part(path: file.path, text: text))
            } else {
                named.texts[file.path] = text
            }
        }
        unit = today.adding(dropIns)
        let found = ServiceEnvironment(of: unit, reading: named)
        guard case .program(let invocation) = unit.resolvedCommand(of: service, scripts: named)
        else {
            (self.invocation, environment, flags) = (nil, found, Flags([]) { _ in false })
            return
        }
        self.invocation = invocation
        environment = found.adding(invocation.assignments, by: unit.commandOrigin)
        flags = Flags(found.expanded(invocation.arguments), valued: service.hasValue)
    }

    /// Those of these services that are installed.
    static func all(
        _ services: [Service],
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [PlannedService] {
        services.compactMap { PlannedService($0, on: installed, holding: files) }
    }

    /// Whether a file is one of those that are written.
    func isWritten(_ path: NodePath) -> Bool { written.contains { $0.path == path } }

    /// Where a flag is given.
    func origin(of flag: Flags.Flag) -> NodePath { flag.origin ?? unit.commandOrigin }

    /// Variables of ours that do not reach the program with the values that are written for them.
    func lostVariables(_ ours: [(name: String, value: String, file: NodePath)]) -> [SettingConflict]
    {
        ours.compactMap { name, value, file in
            guard let found = environment.values[name] else {
                return unsetting(name).map { .unset(name, in: $0) }
            }
            guard found.word.literal != value else { return nil }
            return .variable(name, in: found.origin, over: file)
        }
    }

    /// Variables of a proxy that something gives the program after our drop-in has taken them away.
    var proxies: [SettingConflict] {
        DropIn.proxies.compactMap { name in
            environment.values[name].map {
                .other("\(name)=\($0.word)", in: $0.origin, .httpProxy)
            }
        }
    }

    private func unsetting(_ name: String) -> NodePath? {
        unit.list("UnsetEnvironment").last {
            (SystemdWords($0.value)?.words ?? []).contains { $0.text == name }
        }?.path
    }

    /// Lists of the unit to which our drop-ins add in vain, since a later one empties them.
    func lostSettings(_ names: [String]) -> [SettingConflict] {
        var lost: [SettingConflict] = []
        for name in names {
            guard let emptied = unit.emptying(name) else { continue }
            let kept = unit.list(name).map(\.path)
            for file in written where unit.says(name, in: file.path) && !kept.contains(file.path) {
                lost.append(.emptied(name, in: emptied, over: file.path))
            }
        }
        return lost
    }
}

extension UnitFile {
    /// Whether one of the unit's files gives a value to a setting.
    fileprivate func says(_ name: String, in path: NodePath) -> Bool {
        parts.filter { $0.path == path }.contains { part in
            !UnitFile(name: self.name, parts: [part]).list(name).isEmpty
        }
    }
}

extension Service {
    /// Whether a flag that matters here takes a value, whatever the next word looks like.
    func hasValue(_ flag: String) -> Bool {
        switch self {
        case .etcd:
            ["name", "data-dir", "wal-dir", "config-file"].contains(flag)
                || ["listen-", "initial-", "advertise-"].contains { flag.hasPrefix($0) }
        case .flanneld: ["etcd-endpoints", "etcd-prefix", "iface", "public-ip"].contains(flag)
        case .docker:
            ["b", "bridge", "bip", "mtu", "fixed-cidr", "config-file", "firewall-backend"]
                .contains(flag)
        }
    }
}
