import Cluster
import Units

extension EnvironmentFile {
    /// flanneld's options on a node: where etcd is, and the key that holds the network.
    ///
    /// Units of 2015 read the first pair of names, later ones of Fedora and CentOS the second, and
    /// flanneld itself the third.
    init(flanneldOf node: Node, store: FlannelBackingStore) {
        let endpoints = FlanneldSettings.endpoints(of: node)
        let prefix = node.cluster.prefix

        self.init()
        set("FLANNEL_ETCD", endpoints, bare: true)
        set("FLANNEL_ETCD_KEY", prefix, bare: true)
        guard !FlanneldSettings.isClassic(node, store) else { return }
        set("FLANNEL_ETCD_ENDPOINTS", endpoints, bare: true)
        set("FLANNEL_ETCD_PREFIX", prefix, bare: true)
        set("FLANNELD_ETCD_ENDPOINTS", endpoints, bare: true)
        set("FLANNELD_ETCD_PREFIX", prefix, bare: true)
        guard node.cluster.members.usesTLS else { return }
        for (flag, path) in FlanneldSettings.credentials {
            set(FlanneldSettings.variable(of: flag), path, bare: true)
        }
    }
}
