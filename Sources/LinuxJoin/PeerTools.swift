import Basics
import Cluster
import Linux
import LinuxConfigure

extension Root {
    /// What the other members of a cluster are asked with: the programs of this root.
    package func peerTools(for cluster: ClusterDescription) throws -> PeerTools {
        let (etcd, etcdctl) = try etcdPrograms()
        let version = try etcd.map { etcd throws(ProgramError) in
            try Program.run(etcd.executable, ["--version"], limit: .seconds(30)).text
        }.flatMap { Version(in: $0) }
        let credentials = clientCredentials(for: cluster)
        return PeerTools(
            etcdctl: etcdctl.map {
                Etcdctl($0.executable, of: version, with: credentials)
            },
            curl: try program("curl").map { Curl($0.executable, with: credentials) },
            etcd: version,
            program: try etcd.map { Fact($0.path, try stamp(of: $0.path)) }
        )
    }
}

/// The programs with which other members are asked.
package struct PeerTools {
    /// The node's etcdctl; nil where there is none.
    package let etcdctl: Etcdctl?
    package let curl: Curl?
    /// The version of its etcd; nil if that is not known.
    package let etcd: Version?
    /// The file of that etcd.
    package let program: Fact?

    /// Whether none is missing.
    package var isComplete: Bool { etcdctl != nil && curl != nil }

    /// The machines of these members, to be asked.
    package func peers(_ members: [InitialCluster.Member]) -> Peers {
        Peers(members, etcdctl: etcdctl, curl: curl)
    }
}
