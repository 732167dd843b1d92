/// The cluster as its operator describes it, in `cluster.yaml` or on the command line.
///
/// Every part but the members has the default that operators know from the field's documents.
public struct ClusterDescription: Equatable, Sendable {
    /// Whether etcd founds a cluster or joins one.
    public enum InitialState: String, CaseIterable, Sendable {
        /// The members found the cluster together.
        case new
        /// The cluster is there already.
        case existing
    }

    /// Where flannel keeps its subnets.
    public enum StoreChoice: String, CaseIterable, Sendable {
        /// Wherever the installed flanneld and etcd agree to.
        case auto
        /// etcd's v2 store.
        case v2
        /// etcd's v3 store.
        case v3
    }

    /// The members that found the cluster.
    public let members: InitialCluster
    /// `ETCD_INITIAL_CLUSTER_TOKEN`.
    public internal(set) var token = "diy-cluster"
    /// `ETCD_INITIAL_CLUSTER_STATE`.
    public internal(set) var state = InitialState.new
    /// The overlay's network.
    public internal(set) var network = FlannelNetwork.standard
    /// The etcd key below which flannel keeps its configuration and its subnets.
    public internal(set) var prefix = "/admin/flannel"
    /// Where flannel keeps its subnets.
    public internal(set) var store = StoreChoice.auto
    /// The group whose members may talk to docker.
    public internal(set) var group = "docker"

    /// The most bytes of the token and of the key: a line with either is then one that every systemd
    /// reads in one piece (219 takes 2047 bytes for a line), and no real one is as long.
    public static let maximumTextLength = 255

    /// A cluster with the defaults for all but its members.
    public init(members: InitialCluster) throws(ClusterDescriptionError) {
        self.members = members
        try refuseOverlap()
    }

    /// An overlay that holds a member's address would take that member off the wire.
    func refuseOverlap() throws(ClusterDescriptionError) {
        for member in members where network.contains(member.url.address) {
            throw .overlap(network, member: member.name, host: member.url.host)
        }
    }
}
