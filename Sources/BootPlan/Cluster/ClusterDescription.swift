/// The cluster as its operator describes it, in `cluster.yaml` or on the command line.
///
/// Everything but the members has a default.
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
    /// The machines that run containers and no etcd.
    public internal(set) var workers = Workers()
    /// `ETCD_INITIAL_CLUSTER_TOKEN`.
    public internal(set) var token = "diy-cluster"
    /// `ETCD_INITIAL_CLUSTER_STATE`.
    public internal(set) var state = InitialState.new
    /// The overlay's network.
    public internal(set) var network = FlannelNetwork.standard
    /// The length of each machine's subnet; nil for flannel's own choice.
    public internal(set) var subnetLength: Int?
    /// How flannel carries packets; nil for `vxlan`, and for flannel's own choice on etcd 2.
    public internal(set) var backend: FlannelBackend?
    /// The etcd key below which flannel keeps its configuration and its subnets.
    public internal(set) var prefix = "/admin/flannel"
    /// Where flannel keeps its subnets.
    public internal(set) var store = StoreChoice.auto
    /// The group whose members may talk to docker.
    public internal(set) var group = "docker"

    /// The most bytes of the token and of the key: no real one is as long, and every systemd reads a
    /// line with either in one piece (219 takes 2047 bytes for a line).
    public static let maximumTextLength = 255

    /// The most members of a cluster. Every write waits for more than half of them; etcd's own FAQ
    /// ends at seven, and further machines are workers.
    public static let maximumMemberCount = 15

    /// A cluster with defaults for everything but its machines; throws if a machine is described
    /// twice, if there are too many members, or if the default network holds a machine's address.
    public init(
        members: InitialCluster,
        workers: Workers = Workers()
    ) throws(ClusterDescriptionError) {
        self.members = members
        self.workers = workers
        try refuseContradictions()
    }

    /// The same cluster, whose members found it or join it.
    public func with(_ state: InitialState) -> ClusterDescription {
        var description = self
        description.state = state
        return description
    }

    /// Checks each part against the others.
    func refuseContradictions() throws(ClusterDescriptionError) {
        guard members.count <= Self.maximumMemberCount else {
            throw .tooManyMembers(members.count)
        }
        for worker in workers {
            for member in members {
                guard worker.name != member.name else { throw .memberAndWorker(worker.name) }
                guard worker.address != member.url.address else {
                    throw .addressOfMember(member, worker: worker.name)
                }
            }
        }
        if let subnetLength, !network.subnetLengths.contains(subnetLength) {
            throw .subnetLength(subnetLength, of: network)
        }
        let machines = members.count + workers.count
        if let shortage = network.shortage(of: machines, subnetLength: subnetLength) {
            throw .tooFewSubnets(shortage)
        }
        // An overlay that holds a machine's address would take that machine off the wire.
        for member in members where network.contains(member.url.address) {
            throw .overlap(network, .member(member.name), member.url.address)
        }
        for worker in workers {
            guard let address = worker.address, network.contains(address) else { continue }
            throw .overlap(network, .worker(worker.name), address)
        }
    }
}
