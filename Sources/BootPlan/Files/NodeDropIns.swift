extension DropIn {
    /// etcd is confused at times while its peers boot, and gives up; a second later it may not be.
    static func etcdRestart() -> DropIn {
        var dropIn = DropIn()
        dropIn.section("Service")
        dropIn.restart()
        return dropIn
    }

    /// Tells etcd the overlay's network before flanneld, which reads it there, is started.
    static func flanneldInit(
        of node: Node,
        store: FlannelBackingStore,
        etcdctl: NodePath
    ) -> DropIn {
        let key = "\(node.cluster.prefix)/config"
        let network = "{\"Network\":\"\(node.cluster.network)\"}"
        let verb = store == .v3 ? "put" : "set"

        var dropIn = DropIn()
        dropIn.section("Service")
        switch store {
        case .classic: break
        case .v2: dropIn.set("Environment", "ETCDCTL_API=2")
        case .v3: dropIn.set("Environment", "ETCDCTL_API=3")
        }
        dropIn.set("ExecStartPre", command: [etcdctl.text, verb, key, network])
        dropIn.restart()
        return dropIn
    }

    /// What etcd needs to outlive a boot without its peers.
    ///
    /// It tells systemd that it is ready only once it has found a quorum of them. Without a time
    /// limit, what is started after it waits that long, and starts once; with systemd's own, etcd
    /// would be killed every 90 seconds, and flanneld and docker fail with it.
    static func etcdExtras() -> DropIn {
        var dropIn = DropIn()
        dropIn.wantsNetwork()
        dropIn.outlivesFailures(environmentFile: "\(ManagedFile.etcdConf.path)")
        // In every systemd, 0 means none.
        dropIn.set("TimeoutStartSec", "0")
        return dropIn
    }

    /// What flanneld needs to outlive a boot without etcd.
    ///
    /// Its unit is `RequiredBy=docker.service`: systemd gives docker's start up when flanneld's fails
    /// once, and whoever starts flanneld a second later has to start docker too.
    static func flanneldExtras(startsDocker: Bool) -> DropIn {
        var dropIn = DropIn()
        dropIn.wantsNetwork()
        if startsDocker { dropIn.set("Wants", "docker.service") }
        dropIn.outlivesFailures(environmentFile: "\(ManagedFile.flanneldOptions.path)")
        return dropIn
    }

    /// Has docker take its bridge's address from flannel's subnet, as dockerd(8)'s `--bip` and
    /// `--mtu`; nil where the unit does so already.
    static func dockerExtras(_ unit: UnitFile) -> DropIn? {
        guard !unit.takesFlannelOptions, let command = unit.execStart.last else { return nil }
        var dropIn = DropIn()
        dropIn.section("Unit")
        dropIn.set("Wants", "flanneld.service")
        dropIn.set("After", "flanneld.service")
        dropIn.outlivesFailures(environmentFile: "/run/flannel/subnet.env")
        dropIn.set("RestartSec", "1")
        // A list: the empty value takes back the unit's own command (systemd.service(5)).
        dropIn.set("ExecStart", "")
        // A backslash at its end, left alone, would take what is behind it into its own word.
        let isEscaping = command.utf8.reversed().prefix { $0 == UInt8(ascii: "\\") }.count % 2 == 1
        let own = isEscaping ? command + "\\" : command
        dropIn.set("ExecStart", "\(own) --bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}")
        return dropIn
    }

    private mutating func wantsNetwork() {
        section("Unit")
        set("Wants", "network-online.target")
        set("After", "network-online.target")
    }

    /// With the start limit, systemd gives up after five failures in ten seconds, and a node that
    /// boots a minute before its peers never joins. `StartLimitInterval=` in `[Service]` is the one
    /// spelling that every systemd from 219 on understands. The environment file is read whatever
    /// file the distribution's own unit names.
    private mutating func outlivesFailures(environmentFile: String) {
        section("Service")
        set("EnvironmentFile", environmentFile)
        set("StartLimitInterval", "0")
    }

    private mutating func restart() {
        set("Restart", "on-failure")
        set("RestartSec", "1")
    }
}
