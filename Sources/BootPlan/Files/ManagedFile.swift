/// The files that the agent writes on nodes: the one table of them. A new file is a new case, and a
/// record, a plan, an undo and every dry run know it.
public enum ManagedFile: CaseIterable, Sendable {
    case etcdConf, etcdRestart, flanneldOptions, flanneldInit
    case etcdExtras, flanneldExtras, dockerExtras

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
        }
    }

    /// The name of the drop-ins that nodes of this kind did not have before there was an agent.
    public static let extras = "bootcmd.conf"

    /// Whether a node without the file cannot be one that was configured before there was an agent.
    var isRequiredForAdoption: Bool {
        switch self {
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit: true
        case .etcdExtras, .flanneldExtras, .dockerExtras: false
        }
    }

    /// What the file holds on a node; nil where the node needs no such file.
    func text(
        for node: Node,
        store: FlannelBackingStore,
        on installed: InstalledSoftware
    ) -> String? {
        switch self {
        case .etcdConf: EnvironmentFile(etcdOf: node, store: store).text
        case .etcdRestart: DropIn.etcdRestart().text
        case .flanneldOptions: EnvironmentFile(flanneldOf: node, store: store).text
        case .flanneldInit:
            DropIn.flanneldInit(of: node, store: store, etcdctl: installed.etcdctl).text
        case .etcdExtras: DropIn.etcdExtras().text
        case .flanneldExtras:
            DropIn.flanneldExtras(
                FlanneldSettings(of: node, store: store),
                startsDocker: installed.docker?.isEnabled == true
            ).text
        case .dockerExtras: installed.docker.flatMap(DropIn.dockerExtras)?.text
        }
    }

    /// Every path at which a record may name a file.
    static let paths = Set(allCases.map(\.path))
    /// The directories that those files may need.
    static let directories = Set(paths.flatMap(\.ancestors))
}
