import Basics
import Cluster
import Units

/// The table of the files that the agent writes on nodes. A new file is a new case; the record, the
/// plan, the undo and every dry run then know it.
package enum ManagedFile: CaseIterable, Sendable {
    case etcdConf, etcdRestart, flanneldOptions, flanneldInit
    case etcdDropIn, flanneldDropIn, dockerDropIn
    case kernelModules, routeWatch, preset
    // The certificate before its key: etcd reads them in this order at each handshake (Go's
    // `tls.LoadX509KeyPair`), and one that reads while both are replaced hardly ever finds one of
    // each.
    case authority, certificate, key

    /// Where the file lies.
    package var path: NodePath {
        switch self {
        case .etcdConf: "/etc/etcd/etcd.conf"
        case .etcdRestart: DropIn.path("restart.conf", of: "etcd.service")
        case .flanneldOptions: "/etc/sysconfig/flanneld"
        case .flanneldInit: DropIn.path("init.conf", of: "flanneld.service")
        case .etcdDropIn: DropIn.path(Self.dropInName, of: "etcd.service")
        case .flanneldDropIn: DropIn.path(Self.dropInName, of: "flanneld.service")
        case .dockerDropIn: DropIn.path(Self.dropInName, of: "docker.service")
        case .kernelModules: "/etc/modules-load.d/bootcmd.conf"
        case .preset: "/etc/systemd/system-preset/00-bootcmd.preset"
        case .routeWatch: UnitFile.administratorDirectory.appending(Self.routeWatchUnit)
        case .authority: Self.credentialsDirectory.appending("ca.crt")
        case .certificate: Self.credentialsDirectory.appending("node.crt")
        case .key: Self.credentialsDirectory.appending("node.key")
        }
    }

    /// The name of the agent's own drop-ins: nodes that a script configured do not have them.
    package static let dropInName = "bootcmd.conf"

    /// The agent's own unit beside a flanneld that loses routes.
    static let routeWatchUnit = "bootcmd-routes.service"

    /// Where a node's certificates and its private key lie, which only those may enter who need
    /// them.
    package static let credentialsDirectory: NodePath = "/etc/etcd/tls"

    /// Whether the file is for those alone who need it.
    package var isSecret: Bool { self == .key }

    /// Whether a plan or a message shows what the file holds, or what was there before it: of a
    /// certificate's file nobody knows whether it holds no key.
    package var isShown: Bool { path.parent != Self.credentialsDirectory }

    /// Whether a node that was configured before there was an agent must have the file.
    package var isRequiredForAdoption: Bool {
        switch self {
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit: true
        case .etcdDropIn, .flanneldDropIn, .dockerDropIn, .kernelModules, .routeWatch, .preset,
            .authority,
            .certificate, .key:
            false
        }
    }

    /// Whether a script moves the original away before it writes: where it was cut in between, only
    /// the `.save` is there.
    package var isMovedByScripts: Bool { self == .etcdConf || self == .flanneldOptions }

    /// What the file holds on a node; nil if the node does not need it.
    package func contents(
        for node: Node,
        store: FlannelBackingStore,
        _ docker: DockerNetworking?,
        _ rules: OverlayRules?,
        on installed: InstalledSoftware,
        with credentials: Credentials?
    ) -> [UInt8]? {
        switch self {
        case .authority: credentials?.files[.authority]?.contents
        case .certificate: credentials?.files[.certificate]?.contents
        case .key: credentials?.files[.key]?.contents
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit, .etcdDropIn,
            .flanneldDropIn, .dockerDropIn, .kernelModules, .routeWatch, .preset:
            text(for: node, store: store, docker, rules, on: installed).map { Array($0.utf8) }
        }
    }

    private func text(
        for node: Node,
        store: FlannelBackingStore,
        _ docker: DockerNetworking?,
        _ rules: OverlayRules?,
        on installed: InstalledSoftware
    ) -> String? {
        switch self {
        case .etcdConf:
            node.member.map { EnvironmentFile(etcdOf: $0, in: node.cluster, store: store).text }
        case .etcdRestart: node.member.map { _ in DropIn.etcdRestart().text }
        case .flanneldOptions: EnvironmentFile(flanneldOf: node, store: store).text
        case .flanneldInit:
            node.member.map { _ in
                DropIn.flanneldInit(of: node, store: store, etcdctl: installed.etcdctl).text
            }
        case .etcdDropIn: node.member.map { _ in DropIn.etcd(gate: installed.agent).text }
        case .flanneldDropIn:
            DropIn.flanneld(
                of: node,
                FlanneldSettings(of: node, store: store),
                startsDocker: installed.docker?.isEnabled == true,
                watchesRoutes: installed.watchesRoutes
            ).text
        case .dockerDropIn: docker.flatMap { DropIn.docker($0, rules) }?.text
        case .kernelModules:
            // flannel 0.26 and later end where the kernel has it not, whatever the backend
            // (flannel's `main.go`).
            installed.flanneld.needsBridgeFilter(in: store) ? "br_netfilter\n" : nil
        case .routeWatch:
            installed.watchesRoutes ? DropIn.routeWatch(by: installed.agent).text : nil
        case .preset:
            // Where systemd's first boot applies presets, one that says nothing of a unit may
            // disable it (systemd.preset(5)). The first file that names the unit counts.
            installed.isImage ? node.role.units.map { "enable \($0)\n" }.joined() : nil
        case .authority, .certificate, .key: nil
        }
    }

    /// Which of the files lies at a path.
    package init?(at path: NodePath) {
        guard let file = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = file
    }

    /// Every path of a file that a record may name.
    package static let paths = Set(allCases.map(\.path))
    /// The directories that those files may need.
    package static let directories = Set(paths.flatMap(\.ancestors))
}

extension InstalledSoftware {
    /// Whether flanneld misses subnets, and there is an agent that can restart it.
    fileprivate var watchesRoutes: Bool { hasAgent && flanneld.version?.missesSubnets == true }
}

extension Version {
    /// Whether a flanneld of this version reads one event of several (`RouteWatch`).
    var missesSubnets: Bool { (Version(0, 18)..<Version(0, 21, 3)).contains(self) }
}

extension ProgramVersion {
    /// Whether a flanneld of this version ends without the module; one that does not say its
    /// version and uses the v3 store may.
    fileprivate func needsBridgeFilter(in store: FlannelBackingStore) -> Bool {
        version.map { $0 >= Version(0, 26) } ?? (store == .v3)
    }
}
