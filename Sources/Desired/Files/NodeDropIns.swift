import Basics
import Cluster
import Etcd
import Units

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
    /// limit, what starts after it waits for that, and starts once; with systemd's default limit,
    /// etcd would be killed every 90 seconds, and flanneld and docker would fail with it.
    static func etcd(gate: NodePath) -> DropIn {
        var dropIn = DropIn()
        dropIn.unit(wants: [DropIn.network], after: [DropIn.network])
        dropIn.section("Service")
        // Read whatever file the distribution's own unit names.
        dropIn.set("EnvironmentFile", "\(ManagedFile.etcdConf.path)")
        dropIn.set("UnsetEnvironment", proxies.joined(separator: " "))
        dropIn.set("TimeoutStartSec", "0")
        // Read anew before etcd itself is started (systemd.exec(5)): the gate writes it.
        dropIn.set("EnvironmentFile", "-\(StartEnvironment.path)")
        // "+": as root, whoever etcd runs as. "-": where the gate cannot be run, as SELinux may
        // have it, etcd still can. A gate that was killed, however early, has etcd held before it.
        let gate = "-+\(DropIn.word(gate.text)) join"
        dropIn.set("ExecStartPre", "\(gate) --hold")
        dropIn.set("ExecStartPre", gate)
        // Once etcd is ready, this machine is a member, and without its data never again an empty
        // one.
        dropIn.set("ExecStartPost", "\(gate) --started")
        return dropIn
    }

    /// What flanneld needs to outlive a boot without etcd, and the address that was described for
    /// it.
    ///
    /// Its unit is `RequiredBy=docker.service`: if flanneld's first start fails, systemd gives up
    /// docker's start, and whoever starts flanneld a second later must start docker too.
    ///
    /// A member's own etcd comes first. On a worker, flanneld tells systemd that it is ready only
    /// once a member has answered and the network's key is there, however long that takes.
    static func flanneld(
        of node: Node,
        _ settings: FlanneldSettings,
        startsDocker: Bool,
        watchesRoutes: Bool = false
    ) -> DropIn {
        let units = node.role.units.filter { $0 != "flanneld.service" }
        var dropIn = DropIn()
        dropIn.unit(
            wants: [DropIn.network] + units + (startsDocker ? ["docker.service"] : [])
                + (watchesRoutes ? [ManagedFile.routeWatchUnit] : []),
            after: [DropIn.network] + units
        )
        dropIn.section("Service")
        dropIn.set("EnvironmentFile", "\(ManagedFile.flanneldOptions.path)")
        dropIn.set("UnsetEnvironment", proxies.joined(separator: " "))
        for variable in settings.variables { dropIn.set(variable: variable.name, variable.value) }
        guard node.role.kind == .worker else { return dropIn }
        dropIn.set("TimeoutStartSec", "0")
        dropIn.restart()
        return dropIn
    }

    /// A unit of ours, which flanneld starts: it restarts a flanneld that has lost a route.
    static func routeWatch(by agent: NodePath) -> DropIn {
        var unit = DropIn()
        unit.section("Unit")
        unit.set("Description", "Restart flanneld where it has lost another machine's route")
        unit.set("After", "flanneld.service")
        unit.section("Service")
        unit.set("ExecStart", command: [agent.text, "routes"])
        return unit
    }

    /// Has docker take its bridge's address from flannel's subnet, as dockerd(8)'s `--bip` and
    /// `--mtu`, unless its unit does so already, and its firewall let the overlay through; nil if
    /// neither is needed, or nothing would help.
    static func docker(_ networking: DockerNetworking, _ rules: OverlayRules? = nil)
        -> DropIn?
    {
        var dropIn = DropIn()
        switch networking {
        case .impossible: return nil
        case .byItsUnit:
            guard let rules else { return nil }
            dropIn.section("Service")
            dropIn.set(rules)
            return dropIn
        case .byDropIn(let command, let subnetFile):
            dropIn.takeBridge(command, subnetFile)
            if let rules { dropIn.set(rules) }
            return dropIn
        }
    }

    private mutating func takeBridge(_ command: String, _ subnetFile: NodePath) {
        unit(wants: ["flanneld.service"], after: ["flanneld.service"])
        section("Service")
        set("EnvironmentFile", "\(subnetFile)")
        set("RestartSec", "1")
        // A list: the empty value takes back the unit's own command (systemd.service(5)).
        set("ExecStart", "")
        // A backslash at the end, not escaped, would join what follows to its own word.
        let isEscaping = command.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
        let own = isEscaping ? command + "\\" : command
        set("ExecStart", "\(own) --bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}")
    }

    /// As root, whoever dockerd runs as; a rule that cannot be made keeps docker from nothing.
    private mutating func set(_ rules: OverlayRules) {
        for (setting, commands) in [
            ("ExecStartPre", rules.beforeDocker), ("ExecStartPost", rules.afterDocker),
        ] {
            for command in commands { set(setting, "-+/bin/sh -c \(DropIn.word(command))") }
        }
    }

    /// With these, Go's HTTP has a proxy asked in place of the members (`net/http`,
    /// `ProxyFromEnvironment`). Whatever the manager or a drop-in says of them, they are taken away
    /// last (systemd.exec(5), "UnsetEnvironment=").
    package static let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"]

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
