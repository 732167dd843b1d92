extension EnvironmentFile {
    /// flanneld's options on a node: where etcd is, and the key that holds the network.
    ///
    /// Units of 2015 read the first pair of names, later ones of Fedora and CentOS the second, and
    /// flanneld itself the third.
    init(flanneldOf node: Node, store: FlannelBackingStore) {
        let endpoint = FlanneldSettings.endpoint
        let prefix = node.cluster.prefix

        set("FLANNEL_ETCD", endpoint, bare: true)
        set("FLANNEL_ETCD_KEY", prefix, bare: true)
        guard store != .classic else { return }
        set("FLANNEL_ETCD_ENDPOINTS", endpoint, bare: true)
        set("FLANNEL_ETCD_PREFIX", prefix, bare: true)
        set("FLANNELD_ETCD_ENDPOINTS", endpoint, bare: true)
        set("FLANNELD_ETCD_PREFIX", prefix, bare: true)
    }
}
