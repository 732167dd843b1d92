/// What is installed on a node, as far as its files depend on it.
public struct InstalledSoftware: Equatable, Sendable {
    /// What etcd says of its version.
    public let etcd: ProgramVersion
    /// What flanneld says of its version.
    public let flanneld: ProgramVersion
    /// Where etcdctl is installed, or would be.
    public let etcdctl: NodePath
    /// Where this very program is for etcd's unit, which runs it as its gate.
    public let agent: NodePath
    /// Whether it is there, and a program.
    public let hasAgent: Bool
    /// Whether there is a curl, with which the gate asks members that serve no clients.
    public let hasCurl: Bool
    /// What etcdctl says of its version; nil where nobody asked.
    public let etcdctlVersion: ProgramVersion?
    /// The texts of the files that the units name.
    public let files: NamedFiles
    /// Programs that were asked for their versions in place of those that a unit runs, since the
    /// unit's command is not understood; by unit.
    public let guesses: [String: NodePath]
    /// Whether this is an image, in which nothing runs.
    public let isImage: Bool
    /// The units by name, read from their files; none for one that is not installed.
    public let units: [String: InstalledUnit]
    /// What PID 1 says of the units that are to be enabled, none for one that it does not know; nil
    /// if it was not asked, as for an image.
    public let states: [String: UnitFileState]?
    /// Every place from which all this is known: what a later boot compares.
    public let sources: [NodePath]

    /// docker's unit, unless it is masked or not installed.
    public var docker: UnitFile? { units["docker.service"]?.file }

    /// Where etcdctl is assumed to be if it is not installed yet.
    public static let usualEtcdctl: NodePath = "/usr/bin/etcdctl"

    /// Where a package puts this program.
    public static let packagedAgent: NodePath = "/usr/sbin/bootcmd"
    /// Where this program is without a package, as the user-data calls it.
    public static let seededAgent: NodePath = "/var/cloud-init/bootcmd"

    /// What was found on a node.
    public init(
        etcd: ProgramVersion,
        flanneld: ProgramVersion,
        etcdctl: NodePath = usualEtcdctl,
        agent: NodePath = seededAgent,
        hasAgent: Bool = true,
        hasCurl: Bool = true,
        etcdctlVersion: ProgramVersion? = nil,
        units: [String: InstalledUnit] = [:],
        files: NamedFiles = NamedFiles(),
        guesses: [String: NodePath] = [:],
        isImage: Bool = false,
        states: [String: UnitFileState]? = nil,
        sources: [NodePath] = []
    ) {
        self.etcd = etcd
        self.flanneld = flanneld
        self.etcdctl = etcdctl
        self.agent = agent
        self.hasAgent = hasAgent
        self.hasCurl = hasCurl
        self.etcdctlVersion = etcdctlVersion
        self.files = files
        self.guesses = guesses
        self.isImage = isImage
        self.units = units
        self.states = states
        self.sources = sources
    }
}
