extension EnvironmentFile {
    /// etcd's configuration on a node (etcd's `etcd.conf.sample`; the names hold from 2.0 to 3.7).
    ///
    /// Clients reach etcd on the node itself and, for the other members, on the address of the
    /// peer URL.
    init(etcdOf node: Node, store: FlannelBackingStore) {
        let cluster = node.cluster
        let peerURL = node.member.url.description
        let clientURL = "http://\(node.member.url.host):2379"

        comment(" [member]")
        set("ETCD_NAME", "\(node.name)", bare: true)
        set("ETCD_DATA_DIR", Self.dataDirectory(of: node))
        set("ETCD_LISTEN_PEER_URLS", peerURL)
        set("ETCD_LISTEN_CLIENT_URLS", "http://localhost:2379,\(clientURL)")
        comment("[cluster]")
        set("ETCD_INITIAL_ADVERTISE_PEER_URLS", peerURL)
        set("ETCD_INITIAL_CLUSTER", cluster.members.text)
        set("ETCD_INITIAL_CLUSTER_STATE", cluster.state.rawValue)
        set("ETCD_INITIAL_CLUSTER_TOKEN", cluster.token)
        set("ETCD_ADVERTISE_CLIENT_URLS", clientURL)
        if store == .v2(switchedOn: true) {
            set("ETCD_ENABLE_V2", "true")
        }
    }

    /// Where a member's etcd keeps its data.
    static func dataDirectory(of node: Node) -> String { "/var/lib/etcd/\(node.name).etcd" }
}
