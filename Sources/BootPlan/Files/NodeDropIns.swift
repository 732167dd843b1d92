extension DropIn {
    /// While its peers boot, etcd sometimes gives up; a second later it may succeed.
    static func etcdRestart() -> DropIn {
        var dropIn = DropIn()
        dropIn.section("Service")
        dropIn.restart()
        return dropIn
    }

    /// Puts the overlay's network into etcd before flanneld starts and reads it there.
    static func flanneldInit(
        of node: Node,
        store: FlannelBackingStore,
        etcdctl: NodePath
    ) -> DropIn {
        let key = "\(node.cluster.prefix)/config"
        let config = NetworkConfig(of: node.cluster, store: store).text

        var dropIn = DropIn()
        dropIn.section("Service")
        switch store {
        case .classic: break
        case .v2: dropIn.set("Environment", "ETCDCTL_API=2")
        case .v3: dropIn.set("Environment", "ETCDCTL_API=3")
        }
        let endpoint = FlanneldSettings.localEndpoint(of: node)
        let variables =
            node.cluster.members.usesTLS ? EtcdctlVariables.all(of: store, at: endpoint) : []
        for (name, value) in variables { dropIn.set(variable: name, value) }
        let command =
            switch store {
            case .classic, .v2: [etcdctl.text, "set", key, config]
            case .v3: NetworkKey(key, config, etcdctl: etcdctl, variables).command
            }
        dropIn.set("ExecStartPre", command: command)
        dropIn.restart()
        return dropIn
    }

    /// What etcd needs to outlive a boot without its peers, and the gate before each of its starts.
    ///
    /// etcd tells systemd that it is ready only once it has found a quorum of them. Without a time
    /// limit, what starts after it waits for that, and starts once; with systemd's default limit, etcd
    /// would be killed every 90 seconds, and flanneld and docker would fail with it.
    static func etcdExtras(gate: NodePath) -> DropIn {
        var dropIn = DropIn()
        dropIn.unit(wants: ["network-online.target"], after: ["network-online.target"])
        dropIn.section("Service")
        // Read whatever file the distribution's own unit names.
        dropIn.set("EnvironmentFile", "\(ManagedFile.etcdConf.path)")
        dropIn.set("TimeoutStartSec", "0")
        // Read anew before etcd itself is started (systemd.exec(5)): the gate writes it.
        dropIn.set("EnvironmentFile", "-\(StartEnvironment.path)")
        // "+": as root, whoever etcd runs as. "-": where the gate cannot be run, as SELinux may have it,
        // etcd still can; a gate that ran and was cut has left it closed.
        dropIn.set("ExecStartPre", "-+\(DropIn.word(gate.text)) join")
        return dropIn
    }

    /// What flanneld needs to outlive a boot without etcd, and the address that was described for it.
    ///
    /// Its unit is `RequiredBy=docker.service`: if flanneld's first start fails, systemd gives up
    /// docker's start, and whoever starts flanneld a second later must start docker too.
    ///
    /// A member's own etcd comes first. On a worker, flanneld tells systemd that it is ready only once
    /// a member has answered and the network's key is there, however long that takes.
    static func flanneldExtras(
        of node: Node,
        _ settings: FlanneldSettings,
        startsDocker: Bool
    ) -> DropIn {
        let units = node.role.units.filter { $0 != "flanneld.service" }
        var dropIn = DropIn()
        dropIn.unit(
            wants: ["network-online.target"] + units + (startsDocker ? ["docker.service"] : []),
            after: ["network-online.target"] + units
        )
        dropIn.section("Service")
        dropIn.set("EnvironmentFile", "\(ManagedFile.flanneldOptions.path)")
        for variable in settings.variables { dropIn.set(variable: variable.name, variable.value) }
        guard node.role.kind == .worker else { return dropIn }
        dropIn.set("TimeoutStartSec", "0")
        dropIn.restart()
        return dropIn
    }

    /// Has docker take its bridge's address from flannel's subnet, as dockerd(8)'s `--bip` and
    /// `--mtu`; nil if the unit does so already, or nothing would help.
    static func dockerExtras(_ networking: DockerNetworking) -> DropIn? {
        guard case .byDropIn(let command, let subnetFile) = networking else { return nil }
        var dropIn = DropIn()
        dropIn.unit(wants: ["flanneld.service"], after: ["flanneld.service"])
        dropIn.section("Service")
        dropIn.set("EnvironmentFile", "\(subnetFile)")
        dropIn.set("RestartSec", "1")
        // A list: the empty value takes back the unit's own command (systemd.service(5)).
        dropIn.set("ExecStart", "")
        // A backslash at the end, not escaped, would join what follows to its own word.
        let isEscaping = command.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
        let own = isEscaping ? command + "\\" : command
        dropIn.set("ExecStart", "\(own) --bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}")
        return dropIn
    }

    /// With the start limit, systemd gives up after five failures in ten seconds, and a node that
    /// boots a minute before its peers never joins.
    private mutating func unit(wants: [String], after: [String]) {
        section("Unit")
        for unit in wants { set("Wants", unit) }
        for unit in after { set("After", unit) }
        set("StartLimitIntervalSec", "0")
    }

    private mutating func restart() {
        set("Restart", "on-failure")
        set("RestartSec", "1")
    }
}
