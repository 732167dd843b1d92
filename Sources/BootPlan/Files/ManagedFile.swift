/// The table of the files that the agent writes on nodes. A new file is a new case; the record, the
/// plan, the undo and every dry run then know it.
public enum ManagedFile: CaseIterable, Sendable {
    case etcdConf, etcdRestart, flanneldOptions, flanneldInit
    case etcdExtras, flanneldExtras, dockerExtras
    case kernelModules
    // The certificate before its key: etcd reads them in this order at each handshake (Go's
    // `tls.LoadX509KeyPair`), and one that reads while both are replaced hardly ever finds one of each.
    case authority, certificate, key

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
        case .authority: Self.credentialsDirectory.appending("ca.crt")
        case .certificate: Self.credentialsDirectory.appending("node.crt")
        case .key: Self.credentialsDirectory.appending("node.key")
        }
    }

    /// The name of the agent's own drop-ins: nodes that a script configured do not have them.
    public static let extras = "bootcmd.conf"

    /// Where a node's certificates and its private key lie, which only those may enter who need them.
    public static let credentialsDirectory: NodePath = "/etc/etcd/tls"

    /// Whether what the file holds is shown to nobody, in no plan, record or message.
    public var isSecret: Bool { self == .key }

    /// Whether a node that was configured before there was an agent must have the file.
    var isRequiredForAdoption: Bool {
        switch self {
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit: true
        case .etcdExtras, .flanneldExtras, .dockerExtras, .kernelModules, .authority,
            .certificate, .key:
            false
        }
    }

    /// Whether a script moves the original away before it writes: where it was cut in between, only the
    /// `.save` is there.
    var isMovedByScripts: Bool { self == .etcdConf || self == .flanneldOptions }

    /// What the file holds on a node; nil if the node does not need it.
    func contents(
        for node: Node,
        store: FlannelBackingStore,
        _ docker: DockerNetworking?,
        on installed: InstalledSoftware,
        with credentials: Credentials?
    ) -> [UInt8]? {
        switch self {
        case .authority: credentials?.files[.authority]?.contents
        case .certificate: credentials?.files[.certificate]?.contents
        case .key: credentials?.files[.key]?.contents
        case .etcdConf, .etcdRestart, .flanneldOptions, .flanneldInit, .etcdExtras,
            .flanneldExtras, .dockerExtras, .kernelModules:
            text(for: node, store: store, docker, on: installed).map { Array($0.utf8) }
        }
    }

    private func text(
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
        case .authority, .certificate, .key: nil
        }
    }

    /// Which of the files lies at a path.
    init?(at path: NodePath) {
        guard let file = Self.allCases.first(where: { $0.path == path }) else { return nil }
        self = file
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
