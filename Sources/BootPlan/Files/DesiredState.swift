/// What a node must hold to be what was described, whatever it holds today.
public struct DesiredState: Equatable, Sendable {
    /// A file that the node must hold.
    public struct File: Equatable, Sendable {
        /// Which of the agent's files it is.
        public let file: ManagedFile
        /// The bytes.
        public let contents: [UInt8]
        /// Who may read it.
        public var access = FileAccess.shared

        /// Where it lies.
        public var path: NodePath { file.path }
    }

    /// A unit that must be enabled.
    public struct Unit: Equatable, Sendable {
        /// The unit's name.
        public let name: String
        /// The links by which systemd knows that it is enabled; their names may hold specifiers.
        public let links: [NodePath]
        /// The links of units that are enabled with it, which it does not need.
        public let alsoLinks: [NodePath]
    }

    /// The node.
    public let node: Node
    /// The files, in the order in which they are written; none if they cannot be decided.
    public let files: [File]
    /// The units.
    public let units: [Unit]
    /// Why the node cannot be what was described: units and versions that do not allow it.
    public let refusals: [Refusal]
    /// Where the member's etcd keeps its write-ahead log.
    public let logDirectory: NodePath?
    /// The private key that the installer left, which goes once it is installed.
    public let deliveredKey: NodePath?
    /// What an operator should know of what is installed, a sentence each.
    public let warnings: [String]

    /// The group whose members may talk to docker.
    public var group: String { node.cluster.group }

    /// The units on which the files depend.
    public static let observedUnits = [
        "etcd.service", "flanneld.service", "docker.service", "docker.socket",
    ]

    /// Decides from the description, from what is installed and, where the members talk over TLS, from
    /// what the machine proves itself with.
    public init(
        of node: Node,
        on installed: InstalledSoftware,
        with credentials: Credentials? = nil
    ) {
        self.node = node
        deliveredKey = credentials?.deliveredKey
        units = node.role.units.map { name in
            let file = installed.units[name]?.file
            return Unit(name: name, links: file?.links ?? [], alsoLinks: file?.alsoLinks ?? [])
        }
        var refusals =
            UnusableUnit.among(node.role.units, of: installed).map(Refusal.unit)
            + UnusableProgram.missing(node.role.services, from: installed).map(Refusal.program)
        if let backend = node.cluster.backend, let flanneld = installed.flanneld.version,
            flanneld < backend.firstVersion
        {
            refusals.append(.backend(backend, flanneld: flanneld))
        }
        let docker = DockerNetworking(on: installed)
        do throws(FlannelBackingStoreError) {
            let store = try FlannelBackingStore(
                node.cluster.store,
                on: installed,
                in: node.role.kind
            )
            files = ManagedFile.allCases.compactMap { file in
                file.contents(for: node, store: store, docker, on: installed, with: credentials)
                    .map { File(file: file, contents: $0, access: file.access(with: credentials)) }
            }
            if node.member != nil {
                refusals += UnusableProgram.etcdctl(of: installed, store).map(Refusal.program)
            }
            if let address = OverlayAddress(missingOn: node, on: installed, holding: files) {
                refusals.append(.address(address))
            }
            let conflicts =
                (node.member == nil ? [] : SettingConflict.ofEtcd(on: installed, holding: files))
                + SettingConflict.ofFlanneld(node, store: store, on: installed, holding: files)
                + SettingConflict.ofDocker(docker, on: installed, holding: files)
            refusals += conflicts.map(Refusal.setting)
        } catch {
            refusals.append(.store(error))
            files = []
        }
        let (problems, doubts) = Self.judge(credentials, of: node, on: installed)
        logDirectory = Self.logDirectory(of: node, on: installed, holding: files)
        warnings =
            installed.warnings + (docker?.warnings ?? []) + Self.warnings(of: node, on: installed)
            + OverriddenSetting.of(node.role.services, on: installed, holding: files).map(
                \.description
            )
            + doubts
        self.refusals = problems + refusals
    }
}
