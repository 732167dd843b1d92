extension SettingConflict {
    /// What would have etcd be another member than the one that is described.
    ///
    /// Up to 3.3 a flag wins over its variable; from 3.4 on, etcd ends where it finds both (etcd's
    /// `pkg/flags/flag.go`, `verifyEnv()`).
    static func ofEtcd(
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        guard let etcd = ComingService(.etcd, on: installed, holding: files) else { return [] }
        let ours = files.assignments(of: .etcdConf)
        let variables = Dictionary(ours.map { ($0.name, $0.value) }) { $1 }
        let version = installed.etcd.version ?? Version(2, 0)
        let conflicts =
            etcd.lostSettings(["EnvironmentFile", "ExecStartPre"]) + etcd.lostVariables(ours)
            + etcd.flags.all.compactMap { flag in
                conflict(of: flag, in: etcd.origin(of: flag), with: variables, etcd: version)
            }
            + conflicts(of: etcd.environment, etcd: version)
        return conflicts.unique
    }

    private static func conflict(
        of flag: Flags.Flag,
        in path: NodePath,
        with variables: [String: String],
        etcd: Version
    ) -> SettingConflict? {
        switch flag.name {
        case "config-file": return .configFile(flag.text, in: path)
        case "discovery", "discovery-srv": return .discovery(flag.text, in: path)
        default: break
        }
        let name = "ETCD_" + flag.name.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
        guard let value = variables[name] else { return nil }
        if etcd >= Version(3, 4) {
            return .flagBeside(flag.text, in: path, variable: name, etcd: etcd)
        }
        return flag.value == value ? nil : .flag(flag.text, in: path, over: name)
    }

    private static func conflicts(
        of environment: ServiceEnvironment,
        etcd: Version
    ) -> [SettingConflict] {
        func value(_ name: String) -> ServiceEnvironment.Value? {
            environment.values[name].flatMap { $0.word.literal == "" ? nil : $0 }
        }
        // Earlier ones know only the flag (etcd's `etcdmain/config.go`).
        let file = etcd < Version(3, 4) ? nil : value("ETCD_CONFIG_FILE")
        return (file.map { [.configFile("ETCD_CONFIG_FILE=\($0.word)", in: $0.origin)] } ?? [])
            + ["ETCD_DISCOVERY", "ETCD_DISCOVERY_SRV"].compactMap { name in
                value(name).map { .discovery("\(name)=\($0.word)", in: $0.origin) }
            }
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
