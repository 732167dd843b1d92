/// What a node has to hold to be the member that was described: the wanted state, whatever the
/// disk holds today.
public struct DesiredState: Equatable, Sendable {
    /// A file that the node has to hold.
    public struct File: Equatable, Sendable {
        /// The absolute path.
        public let path: String
        /// The bytes.
        public let contents: [UInt8]
        /// Whether the file is our own addition to what nodes of this kind have always held. A node
        /// that lacks additions alone is a member already.
        public let isAddition: Bool
    }

    /// A unit that is enabled.
    public struct Unit: Equatable, Sendable {
        /// The unit's name.
        public let name: String
        /// The links by which systemd knows that it is enabled.
        public let links: [String]
    }

    /// The member.
    public let node: Node
    /// The files, in the order that they are written in.
    public let files: [File]
    /// The units that are enabled.
    public let units: [Unit]
    /// The units that nothing can enable today.
    public let unusable: [UnusableUnit]

    /// The group whose members may talk to docker.
    public var group: String { node.cluster.group }

    /// The units of every node.
    public static let units = ["etcd.service", "flanneld.service"]
    /// The units that a configuration depends on.
    public static let observedUnits = units + ["docker.service"]

    /// Every path that a configuration of any node has a file at.
    static let paths: Set<String> = [
        EnvironmentFile.etcdPath, EnvironmentFile.flanneldPath, DropIn.etcdRestart().path,
        DropIn("init.conf", of: "flanneld.service").path,
        DropIn(additionName, of: "etcd.service").path,
        DropIn(additionName, of: "flanneld.service").path,
        DropIn(additionName, of: "docker.service").path,
    ]
    /// The directories that those files may need.
    static let directories: Set<String> = {
        var directories: Set<String> = []
        for path in paths {
            var path = path[...]
            while let slash = path.lastIndex(of: "/"), slash != path.startIndex {
                path = path[..<slash]
                directories.insert(String(path))
            }
        }
        return directories
    }()

    /// The name of the drop-ins that are our own addition.
    public static let additionName = DropIn.additionName

    /// Works out the wanted state from the node and from what is installed on it.
    public init(
        of node: Node,
        on installed: InstalledSoftware
    ) throws(FlannelBackingStoreError) {
        self.node = node
        units = Self.units.map { name in
            Unit(name: name, links: installed.units[name]?.file?.links ?? [])
        }
        unusable = UnusableUnit.amongUnits(installed.units)

        let store = try FlannelBackingStore(node.cluster.store, on: installed.versions)
        let docker = installed.units["docker.service"]?.file
        files =
            [
                File(
                    EnvironmentFile.etcdPath,
                    EnvironmentFile(etcdOf: node, store: store).text
                ),
                File(.etcdRestart()),
                File(
                    EnvironmentFile.flanneldPath,
                    EnvironmentFile(flanneldOf: node, store: store).text
                ),
                File(.flanneldInit(of: node, store: store, etcdctl: installed.etcdctl)),
                File(.etcdAddition(), isAddition: true),
                File(.flanneldAddition(startsDocker: docker?.isEnabled == true), isAddition: true),
            ]
            + (docker.flatMap(DropIn.docker).map { [File($0, isAddition: true)] } ?? [])
    }
}

extension DesiredState.File {
    fileprivate init(_ path: String, _ text: String) {
        self.init(path: path, contents: Array(text.utf8), isAddition: false)
    }

    fileprivate init(_ dropIn: DropIn, isAddition: Bool = false) {
        self.init(path: dropIn.path, contents: Array(dropIn.text.utf8), isAddition: isAddition)
    }
}
