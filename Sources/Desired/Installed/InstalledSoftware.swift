import Basics
import Units

/// What is installed on a node, as far as its files depend on it.
package struct InstalledSoftware: Equatable, Sendable {
    /// What etcd says of its version.
    package var etcd: ProgramVersion
    /// What flanneld says of its version.
    package var flanneld: ProgramVersion
    /// What dockerd says of its version.
    package var dockerd: ProgramVersion
    /// Where etcdctl is installed, or would be.
    package let etcdctl: NodePath
    /// Where this very program is for etcd's unit, which runs it as its gate.
    package let agent: NodePath
    /// Whether it is there, and a program.
    package let hasAgent: Bool
    /// Whether there is a curl, with which the gate asks members that serve no clients.
    package let hasCurl: Bool
    /// Whether there is an iptables, with which docker makes its rules.
    package let hasIptables: Bool
    /// What etcdctl says of its version; nil where nobody asked.
    package var etcdctlVersion: ProgramVersion?
    /// The texts of the files that the units name.
    package let files: NamedFiles
    /// Programs that were asked for their versions in place of those that a unit runs, since the
    /// unit's command is not understood; by unit.
    package let guesses: [String: NodePath]
    /// Whether this is an image, in which nothing runs.
    package let isImage: Bool
    /// The units by name, read from their files; none for one that is not installed.
    package let units: [String: InstalledUnit]
    /// What PID 1 says of the units that are to be enabled, none for one that it does not know; nil
    /// if it was not asked, as for an image.
    package var states: [String: UnitFileState]?
    /// What of the units' needs is not there.
    package var surroundings = Surroundings()
    /// Every place from which all this is known: what a later boot compares.
    package let sources: [NodePath]

    /// docker's unit, unless it is masked or not installed.
    package var docker: UnitFile? { units["docker.service"]?.file }

    /// Where etcdctl is assumed to be if it is not installed yet.
    package static let usualEtcdctl: NodePath = "/usr/bin/etcdctl"

    /// Where a package puts this program.
    package static let packagedAgent: NodePath = "/usr/sbin/bootcmd"
    /// Where this program is without a package, as the user-data calls it.
    package static let seededAgent: NodePath = "/var/cloud-init/bootcmd"

    /// What was found on a node.
    package init(
        etcd: ProgramVersion = .absent,
        flanneld: ProgramVersion = .absent,
        dockerd: ProgramVersion = .absent,
        etcdctl: NodePath = usualEtcdctl,
        agent: NodePath = seededAgent,
        hasAgent: Bool = true,
        hasCurl: Bool = true,
        hasIptables: Bool = true,
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
        self.dockerd = dockerd
        self.etcdctl = etcdctl
        self.agent = agent
        self.hasAgent = hasAgent
        self.hasCurl = hasCurl
        self.hasIptables = hasIptables
        self.etcdctlVersion = etcdctlVersion
        self.files = files
        self.guesses = guesses
        self.isImage = isImage
        self.units = units
        self.states = states
        self.sources = sources
    }
}
