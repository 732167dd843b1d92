import Units

/// What keeps a unit from starting, or its program from its work, and the settings to blame.
struct StartRule: Sendable {
    let effect: SettingConflict.Effect
    let settings: @Sendable (UnitStart) -> [UnitFile.Setting?]

    private init(
        _ effect: SettingConflict.Effect,
        _ settings: @escaping @Sendable (UnitStart) -> [UnitFile.Setting?]
    ) {
        (self.effect, self.settings) = (effect, settings)
    }

    /// The rules (systemd.unit(5), systemd.service(5), systemd.exec(5)). What works on some
    /// machine, or for a while, breaks none of them.
    static let all = [
        StartRule(.missing) { $0.missing(.path) },
        StartRule(.noDirectory) { $0.missing(.directory) },
        StartRule(.noProgram) { $0.missing(.program) },
        StartRule(.unmet) { $0.unmet },
        StartRule(.noCommand) { [$0.unit.refusedCommand].filter { $0?.value == "" } },
        StartRule(.secondCommand) { [$0.unit.refusedCommand].filter { $0?.value != "" } },
        StartRule(.alwaysFails) { $0.failing },
        // Neither etcd nor flanneld forks, ends, or takes a name on the bus.
        StartRule(.neverReady) { start in
            let types = ["simple", "exec", "idle", "notify", "notify-reload"]
            return [start.staysInForeground ? start.unit.type : nil].filter {
                !types.contains($0?.value ?? "simple")
            }
        },
        // Neither sends the message (sd_notify(3), "WATCHDOG=1").
        StartRule(.watchdog) { $0.last("WatchdogSec") { !$0.isNoLimit } },
        StartRule(.noNetwork) { $0.last("PrivateNetwork") { $0.isOn } },
        StartRule(.noNetwork) { $0.last("NetworkNamespacePath") { $0.value != "" } },
        StartRule(.noNetwork) {
            [$0.unit.addressFilter, $0.unit.familyFilter(needing: $0.families)]
        },
        StartRule(.otherRoot) {
            $0.last("RootDirectory", "RootImage") { !["", "/"].contains($0.value) }
        },
        StartRule(.noAccount) { $0.missingAccounts },
        StartRule(.action) {
            $0.last("JobTimeoutAction", "FailureAction", in: "Unit") {
                !["", "none"].contains($0.value)
            }
        },
        StartRule(.noExecution) { start in
            start.last("NoExecPaths") { $0.value == "/" && start.unit.list("ExecPaths").isEmpty }
        },
        StartRule(.noCalls) { start in
            let groups = ["@default", "@basic-io", "@file-system", "@io-event", "@network-io"]
            let filters = start.unit.list("SystemCallFilter")
            // The first value says whether they list what is allowed.
            guard filters.allSatisfy({ $0.value.hasPrefix("~") }) else { return [] }
            return filters.filter { filter in
                filter.value.dropFirst().words.contains { word in
                    groups.contains { $0 == word.prefix { $0 != ":" } }
                }
            }
        },
        StartRule(.hidden) { $0.barrier { $0.isHiding } },
        StartRule(.noState) { $0.barrier(to: .etcd) { $0.name == "DynamicUser" } },
        StartRule(.noData) {
            $0.barrier(to: .etcd) { !$0.isHiding && $0.name != "DynamicUser" }
        },
        StartRule(.noSubnetFile) { $0.barrier(to: .flanneld) { !$0.isHiding } },
    ]
}
