public import BootPlan

extension Root {
    /// What the other members of a cluster are asked with: the programs of this root. Nil without an
    /// etcdctl.
    public func peerTools(for cluster: ClusterDescription) throws -> PeerTools? {
        guard let etcdctl = try program("etcdctl") else { return nil }
        let etcd = try program("etcd").map { etcd throws(ProgramError) in
            try Program.run(etcd.executable, ["--version"], limit: .seconds(10)).text
        }
        let version = etcd.flatMap { Version(in: $0) }
        let credentials = clientCredentials(for: cluster)
        return PeerTools(
            etcdctl: Etcdctl(etcdctl.executable, of: version, with: credentials),
            curl: try program("curl").map { Curl($0.executable, with: credentials) },
            etcd: version
        )
    }
}

/// The programs with which other members are asked.
public struct PeerTools {
    /// The node's etcdctl.
    public let etcdctl: Etcdctl
    let curl: Curl?
    /// The version of its etcd; nil if that is not known.
    public let etcd: Version?

    /// The machines of these members, to be asked.
    public func peers(_ members: [InitialCluster.Member]) -> Peers {
        Peers(members, etcdctl: etcdctl, curl: curl)
    }
}
