import Basics
import Cluster
import Etcd
import Units

extension EnvironmentFile {
    /// etcd's configuration on a node (etcd's `etcd.conf.sample`; the names hold from 2.0 to 3.7).
    ///
    /// Clients reach etcd on the node itself and, for the other members, on the address of the
    /// peer URL.
    init(
        etcdOf member: InitialCluster.Member,
        in cluster: ClusterDescription,
        store: FlannelBackingStore
    ) {
        let peerURL = member.url.description
        let clientURL = member.clientURL

        self.init()
        comment(" [member]")
        set("ETCD_NAME", "\(member.name)", bare: true)
        set("ETCD_DATA_DIR", "\(EtcdSettings.dataDirectory(of: member.name))")
        set("ETCD_LISTEN_PEER_URLS", peerURL)
        set(
            "ETCD_LISTEN_CLIENT_URLS",
            "\(member.url.scheme.rawValue)://localhost:2379,\(clientURL)"
        )
        comment("[cluster]")
        set("ETCD_INITIAL_ADVERTISE_PEER_URLS", peerURL)
        set("ETCD_INITIAL_CLUSTER", cluster.members.text)
        set("ETCD_INITIAL_CLUSTER_STATE", cluster.state.rawValue)
        set("ETCD_INITIAL_CLUSTER_TOKEN", cluster.token)
        set("ETCD_ADVERTISE_CLIENT_URLS", clientURL)
        if store == .v2(switchedOn: true) {
            set("ETCD_ENABLE_V2", "true")
        }
        guard member.url.scheme == .https else { return }
        comment("[security]")
        for side in ["ETCD_", "ETCD_PEER_"] {
            set(side + "CERT_FILE", ManagedFile.certificate.path.text)
            set(side + "KEY_FILE", ManagedFile.key.path.text)
            set(side + "TRUSTED_CA_FILE", ManagedFile.authority.path.text)
            set(side + "CLIENT_CERT_AUTH", "true")
        }
        // A member's certificate is for this name, a worker's is not: a client's, and no peer's. An
        // etcd before 3.4 passes it over. One that gets both variables does not start, and takes an
        // empty one for none (client/pkg/transport/listener.go, pkg/flags/flag.go).
        set("ETCD_PEER_CERT_ALLOWED_HOSTNAME", "localhost")
        set("ETCD_PEER_CERT_ALLOWED_CN", "")
    }
}
