/// The table of the files that the agent writes on nodes. A new file is a new case; the record, the
/// plan, the undo and every dry run then know it.
public enum ManagedFile: CaseIterable, Sendable {
    case etcdConf, etcdRestart, flanneldOptions, flanneldInit
    case etcdExtras, flanneldExtras, dockerExtras
    case kernelModules

    /// Where the file lies.
    public var path: NodePath {
        switch self {
        case .etcdConf: "/etc/etcd/etcd.conf"
        case .etcdRestart: DropIn.path("restart.conf", of: "etcd.service")
        case .flanneldOptions: "/etc/sysconfig/flanneld"
        case .flanneldInit: DropIn.path("init.conf", of: "flanneld.service")
        case .etcdExtras: DropIn.path(Self.extras, of: "etcd.service")
        case .flanneldExtras: DropIn.path(Self.extras, of: "flanneld.service")
        case .dockerExtras: DropIn.path(Self.extras, of: "docker.service")
        case .kernelModules: "/etc/modules-load.d/bootcmd.conf"
        }
    }

    /// The name of the agent's own drop-ins: nodes that a script configured do not have them.
    public static let extras = "bootcmd.conf"

    /// Whether a node that was configured before there was an agent must have the file.
    var isRequiredForAdoption: Bool {
        switch self {
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit: true
        case .etcdExtras, .flanneldExtras, .dockerExtras, .kernelModules: false
        }
    }

    /// What the file holds on a node; nil if the node does not need it.
    func text(
        for node: Node,
        store: FlannelBackingStore,
        _ docker: DockerNetworking?,
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
        case .etcdExtras: node.member.map { _ in DropIn.etcdExtras(gate: installed.agent).text }
        case .flanneldExtras:
            DropIn.flanneldExtras(
                of: node,
                FlanneldSettings(of: node, store: store),
                startsDocker: installed.docker?.isEnabled == true
            ).text
        case .dockerExtras: docker.flatMap(DropIn.dockerExtras)?.text
        case .kernelModules:
            // flannel 0.26 and later end where the kernel has it not, whatever the backend
            // (flannel's `main.go`).
            installed.flanneld.needsBridgeFilter(in: store) ? "br_netfilter\n" : nil
        }
    }

    /// Every path of a file that a record may name.
    static let paths = Set(allCases.map(\.path))
    /// The directories that those files may need.
    static let directories = Set(paths.flatMap(\.ancestors))
}

extension ProgramVersion {
    /// Whether a flanneld of this version ends without the module; one that does not say its version
    /// and uses the v3 store may.
    fileprivate func needsBridgeFilter(in store: FlannelBackingStore) -> Bool {
        version.map { $0 >= Version(0, 26) } ?? (store == .v3)
    }
}
