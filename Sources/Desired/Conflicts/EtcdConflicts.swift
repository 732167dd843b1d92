import Basics
import Etcd
import Units
import YAML

extension SettingConflict {
    /// What would have etcd be another member than the one that is described.
    ///
    /// Up to 3.3 a flag wins over its variable; from 3.4 on, etcd ends where it finds both (etcd's
    /// `pkg/flags/flag.go`, `verifyEnv()`).
    static func ofEtcd(
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        guard let etcd = PlannedService(.etcd, on: installed, holding: files) else { return [] }
        let ours = files.assignments(of: .etcdConf)
        let variables = Dictionary(ours.map { ($0.name, $0.value) }) { $1 }
        let version = installed.etcd.version ?? Version(2, 0)
        let conflicts =
            etcd.lostSettings(["EnvironmentFile", "UnsetEnvironment", "ExecStartPre"])
            + etcd.lostVariables(ours)
            + etcd.flags.all.compactMap { flag in
                conflict(of: flag, in: etcd.origin(of: flag), with: variables, etcd: version)
            }
            + foreign.compactMap { conflict(of: $0, in: etcd, etcd: version) }
            + relay(etcd) + etcd.proxies
        return conflicts.unique
    }

    /// A flag, or its variable, with which etcd is not the member that is described, whatever else
    /// it is told; with the values that mean nothing.
    private struct Foreign {
        let flag: String
        let effect: Effect
        var harmless: Set<String> = []

        var variable: String { EtcdSettings.variable(of: flag) }
    }

    /// `strconv.ParseBool` knows six words for false.
    private static let foreign = [
        Foreign(flag: "config-file", effect: .configFile),
        Foreign(flag: "discovery", effect: .discovery, harmless: [""]),
        Foreign(flag: "discovery-srv", effect: .discovery, harmless: [""]),
        Foreign(flag: "discovery-endpoints", effect: .discovery, harmless: [""]),
        Foreign(flag: "proxy", effect: .proxy, harmless: ["off", ""]),
        Foreign(
            flag: "force-new-cluster",
            effect: .newCluster,
            harmless: ["0", "f", "F", "false", "False", "FALSE"]
        ),
    ]

    /// The variables that contradict a description, and have no place in a drop-in either.
    static let foreignVariables = Set(foreign.map(\.variable))

    private static func conflict(
        of flag: Flags.Flag,
        in path: NodePath,
        with variables: [String: String],
        etcd: Version
    ) -> SettingConflict? {
        if let foreign = foreign.first(where: { $0.flag == flag.name }) {
            guard flag.value.map(foreign.harmless.contains) != true else { return nil }
            return .other(flag.text, in: path, foreign.effect)
        }
        let name = EtcdSettings.variable(of: flag.name)
        guard let value = variables[name] else { return nil }
        if etcd.has(.refusesFlagBesideVariable) {
            return .flagBeside(flag.text, in: path, variable: name, etcd: etcd)
        }
        return flag.value == value ? nil : .flag(flag.text, in: path, over: name)
    }

    private static func conflict(
        of foreign: Foreign,
        in service: PlannedService,
        etcd: Version
    ) -> SettingConflict? {
        guard foreign.effect != .configFile || etcd.has(.configFileVariable),
            let found = service.environment.values[foreign.variable],
            case let word = found.word.literal ?? "?", word != "", !foreign.harmless.contains(word)
        else { return nil }
        return .other("\(foreign.variable)=\(found.word)", in: found.origin, foreign.effect)
    }

    /// `etcd gateway` and `etcd grpc-proxy` are programs of their own (etcd's `etcdmain/main.go`).
    private static func relay(_ etcd: PlannedService) -> [SettingConflict] {
        let command = etcd.invocation?.arguments.first?.literal
        guard let command, ["gateway", "grpc-proxy"].contains(command) else { return [] }
        return [.other("etcd \(command)", in: etcd.unit.commandOrigin, .proxy)]
    }
}

extension [SettingConflict] {
    /// Each once, in order.
    var unique: [SettingConflict] {
        var seen: Set<SettingConflict> = []
        return filter { seen.insert($0).inserted }
    }
}

extension [DesiredState.File] {
    /// What one of the files assigns.
    func assignments(of file: ManagedFile) -> [(name: String, value: String, file: NodePath)] {
        guard let found = first(where: { $0.file == file }) else { return [] }
        let text = String(decoding: found.contents, as: UTF8.self)
        return EnvironmentText(text).assignments.map { ($0.name, $0.value, file.path) }
    }
}
