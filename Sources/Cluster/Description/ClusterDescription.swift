import Basics

/// The cluster as its operator describes it, in `cluster.yaml` or on the command line.
///
/// Everything but the members has a default.
package struct ClusterDescription: Equatable, Sendable {
    /// Whether etcd founds a cluster or joins one.
    package enum InitialState: String, CaseIterable, Sendable {
        /// The members found the cluster together.
        case new
        /// The cluster is there already.
        case existing
    }

    /// Where flannel keeps its subnets.
    package enum StoreChoice: String, CaseIterable, Sendable {
        /// Wherever the installed flanneld and etcd agree to.
        case auto
        /// etcd's v2 store.
        case v2
        /// etcd's v3 store.
        case v3
    }

    /// The members that found the cluster.
    package let members: InitialCluster
    /// The machines that run containers and no etcd.
    package var workers = Workers()
    /// `ETCD_INITIAL_CLUSTER_TOKEN`.
    package var token = "diy-cluster"
    /// `ETCD_INITIAL_CLUSTER_STATE`.
    package var state = InitialState.new
    /// The overlay's network.
    package var network = FlannelNetwork.standard
    /// The length of each machine's subnet; nil for flannel's own choice.
    package var subnetLength: Int?
    /// How flannel carries packets, where that is described.
    package var describedBackend: FlannelBackend?
    /// The etcd key below which flannel keeps its configuration and its subnets.
    package var prefix = "/admin/flannel"
    /// Where flannel keeps its subnets.
    package var store = StoreChoice.auto
    /// The group whose members may talk to docker.
    package var group = "docker"
    /// Where the machines say how far they are; nil if they do not. `bootcmd-report` reads it.
    package var report: String?

    /// The most bytes of the token and of the key: no real one is as long, and every systemd reads
    /// a line with either in one piece (219 takes 2047 bytes for a line).
    static let maximumTextLength = 255

    /// The most members of a cluster. Every write waits for more than half of them; etcd's own FAQ
    /// ends at seven, and further machines are workers.
    static let maximumMemberCount = 15

    /// A cluster with defaults for everything but its machines; throws if a machine is described
    /// twice, if there are too many members, or if the default network holds a machine's address.
    package init(
        members: InitialCluster,
        workers: Workers = Workers()
    ) throws(InputError) {
        self.members = members
        self.workers = workers
        try refuseContradictions()
    }

    /// The cluster that a node's etcd is configured for, by etcd's own settings; all else is as by
    /// default.
    package init(configuredFor members: InitialCluster, token: String?, state: InitialState?) {
        self.members = members
        // etcd's own defaults (`embed/config.go`).
        self.token = token ?? "etcd-cluster"
        self.state = state ?? .new
    }

    /// The same cluster, whose members found it or join it.
    package func with(_ state: InitialState) -> ClusterDescription {
        var description = self
        description.state = state
        return description
    }

    /// How flannel carries packets. On etcd 2 that is its own choice unless it is described: the
    /// key is to be the one of the article of 2015.
    package func backend(onEtcd2 isEtcd2: Bool) -> FlannelBackend? {
        describedBackend ?? (isEtcd2 ? nil : .vxlan)
    }

    /// Checks each part against the others.
    func refuseContradictions() throws(InputError) {
        guard members.count <= Self.maximumMemberCount else {
            throw InputError(
                "cluster: \(members.count) members, and every write waits for more than half of "
                    + "them; name 3, 5 or 7 (at most \(Self.maximumMemberCount)) in 'cluster', and "
                    + "the other machines in 'workers'"
            )
        }
        for worker in workers {
            let folded = worker.name.folded
            func problem(_ sentence: String) -> InputError {
                InputError("workers: \(sentence)", about: .init("workers", entry: "\(worker.name)"))
            }
            for member in members {
                guard worker.name != member.name else {
                    throw problem("'\(worker.name)' is a member too; a machine is either")
                }
                guard folded != member.name.folded else {
                    throw problem(HostName.differInCase(member.name, worker.name).sentence)
                }
                guard worker.address != member.url.address else {
                    throw problem(
                        "'\(worker.name)' has the address of member '\(member.name)', "
                            + "\(member.url.address)"
                    )
                }
            }
        }
        if let subnetLength, !network.subnetLengths.contains(subnetLength) {
            let lengths = network.subnetLengths
            throw InputError(
                "subnet-length: \(subnetLength) divides \(network) into too few subnets; flannel "
                    + "wants four or more: \(lengths.lowerBound) to \(lengths.upperBound)",
                about: .init("flannel", "subnet-length")
            )
        }
        let machines = members.count + workers.count
        if let shortage = network.shortage(of: machines, subnetLength: subnetLength) {
            throw InputError(
                "network: \(shortage)",
                about: .init("flannel", "network"),
                .init("workers")
            )
        }
        // An overlay that holds a machine's address would take that machine off the wire.
        for member in members where network.contains(member.url.address) {
            throw overlap("member '\(member.name)'", member.url.address)
        }
        for worker in workers {
            guard let address = worker.address, network.contains(address) else { continue }
            throw overlap("worker '\(worker.name)'", address)
        }
    }

    private func overlap(_ machine: String, _ address: IPAddress) -> InputError {
        InputError(
            "network: \(network) holds the address of \(machine), \(address); the overlay must not "
                + "contain the machines",
            about: .init("flannel", "network")
        )
    }
}
