/// What flanneld is told on a node, whatever file the distribution's unit has it read.
struct FlanneldSettings {
    /// Where etcd is.
    static let endpoint = "http://127.0.0.1:2379"

    /// Flags that would say the same, with the value that each must have if it is given.
    let flags: [(name: String, value: String)]
    /// The variables of our drop-in: flanneld reads one where it gets no such flag.
    let variables: [(name: String, value: String)]

    init(of node: Node, store: FlannelBackingStore) {
        let etcd = [("etcd-endpoints", Self.endpoint), ("etcd-prefix", node.cluster.prefix)]
        // Of an address, flannel takes the interface that has it; of IPv6 only in networks of IPv6
        // (flannel's `main.go`, later `pkg/ipmatch/match.go`).
        let address = node.member.url.address.isV6 ? nil : node.member.url.host
        let own = address.map { [("iface", $0)] } ?? []
        flags = etcd + own + (address.map { [("public-ip", $0)] } ?? [])
        // For the classic store, the options file has only the names that units of 2015 read.
        variables = (own + (store == .classic ? etcd : [])).map { name, value in
            (Self.variable(of: name), value)
        }
    }

    /// The variable that flanneld reads in a flag's place.
    static func variable(of flag: String) -> String {
        "FLANNELD_" + flag.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
