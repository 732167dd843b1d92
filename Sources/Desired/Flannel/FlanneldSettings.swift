import Basics
import Cluster

/// What flanneld is told on a node, whatever file the distribution's unit has it read.
struct FlanneldSettings {
    /// Flags that would say the same, with the value that each must have if it is given.
    let flags: [(name: String, value: String)]
    /// The variables of our drop-in: flanneld reads one where it gets no such flag.
    let variables: [(name: String, value: String)]

    init(of node: Node, store: FlannelBackingStore) {
        let etcd =
            [
                ("etcd-endpoints", Self.endpoints(of: node)), ("etcd-prefix", node.cluster.prefix),
            ] + (node.cluster.members.usesTLS ? Self.credentials : [])
        // Of an address, flannel takes the interface that has it; of IPv6 only in networks of IPv6
        // (flannel's `main.go`, later `pkg/ipmatch/match.go`).
        let address = node.address.flatMap { $0.isV6 ? nil : $0.description }
        let own = address.map { [("iface", $0)] } ?? []
        flags = etcd + own + (address.map { [("public-ip", $0)] } ?? [])
        // For the classic store, the options file has only the names that units of 2015 read.
        variables = (own + (Self.isClassic(node, store) ? etcd : [])).map { name, value in
            (Self.variable(of: name), value)
        }
    }

    /// What flanneld proves itself with. From 0.18 on it ignores an authority without a certificate
    /// (`newTlsConfig` in flannel's `pkg/subnet/etcd/registry.go`).
    static let credentials = [
        ("etcd-cafile", ManagedFile.authority.path.text),
        ("etcd-certfile", ManagedFile.certificate.path.text),
        ("etcd-keyfile", ManagedFile.key.path.text),
    ]

    /// Where etcd is: on a member, on the machine itself; for a worker, on every member, in an
    /// order that is rotated by the worker's name. flannel asks the first that answers, and a rack
    /// of workers must not ask the same one.
    static func endpoints(of node: Node) -> String {
        guard node.role.kind == .worker else { return localEndpoint(of: node) }
        let endpoints = node.cluster.members.map(\.clientURL)
        let first = Fingerprint(of: Array(node.name.description.utf8)).remainder(
            by: endpoints.count
        )
        return (endpoints[first...] + endpoints[..<first]).joined(separator: ",")
    }

    /// A member's own etcd.
    static func localEndpoint(of node: Node) -> String {
        "\(node.cluster.members.usesTLS ? "https" : "http")://127.0.0.1:\(PeerURL.clientPort)"
    }

    /// Whether flanneld's options are written as the article of 2015 has them, which knows no
    /// workers.
    static func isClassic(_ node: Node, _ store: FlannelBackingStore) -> Bool {
        store == .classic && node.role.kind == .member
    }

    /// The variable that flanneld reads in a flag's place.
    static func variable(of flag: String) -> String {
        "FLANNELD_" + flag.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }
}
