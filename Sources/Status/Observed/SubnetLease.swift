import YAML
import Basics
import Etcd

/// A subnet that a machine holds: what flannel keeps in etcd below `PREFIX/subnets` (flannel's
/// `pkg/subnet/subnet.go`).
package struct SubnetLease: Equatable, Sendable {
    /// The subnet.
    package let subnet: IPv4Network
    /// Where the machine that holds it is reached.
    package let holder: IPAddress
    /// How packets are carried there; nil where that is not told.
    package let backend: String?

    /// A lease with every part given.
    package init(_ subnet: IPv4Network, of holder: IPAddress, backend: String? = nil) {
        (self.subnet, self.holder, self.backend) = (subnet, holder, backend)
    }

    /// Reads a key's name, `172.18.42.0-24`, and its value; nil for what is not a lease. An IPv6
    /// subnet may follow in the name, after `&`.
    package init?(name: some StringProtocol, value: String) {
        guard let subnet = IPv4Network(name.prefix { $0 != "&" }, separator: "-"),
            let root = json(value),
            let holder = root["PublicIP"]?.text.flatMap({ IPAddress(v4: $0) })
        else { return nil }
        self.init(subnet, of: holder, backend: root["BackendType"]?.text)
    }
}

extension SubnetLease {
    /// The key below which the leases of a cluster are.
    package static func directory(below prefix: String) -> String { "\(prefix)/subnets/" }

    /// Reads the leases of etcd's v3 store: the answer to `etcdctl get --prefix KEY -w json`, or to
    /// a range request to the gateway of its client port. Nil for what is not an answer.
    package static func list(v3 text: String) -> [SubnetLease]? {
        guard let root = json(text), root["header"] != nil else { return nil }
        return (root["kvs"]?.items ?? []).compactMap { pair in
            guard let key = pair["key"]?.text.flatMap(String.init(base64:)),
                let value = pair["value"]?.text.flatMap(String.init(base64:))
            else { return nil }
            return SubnetLease(key: key, value)
        }.bySubnet
    }

    /// Reads the leases of etcd's v2 store: the answer to `GET /v2/keys/KEY`. Nil for what is not
    /// an answer.
    package static func list(v2 text: String) -> [SubnetLease]? {
        guard let node = json(text)?["node"] else { return nil }
        return (node["nodes"]?.items ?? []).compactMap { node in
            guard let key = node["key"]?.text, let value = node["value"]?.text else { return nil }
            return SubnetLease(key: key, value)
        }.bySubnet
    }

    private init?(key: String, _ value: String) {
        let name = key[(key.lastIndex(of: "/").map(key.index(after:)) ?? key.startIndex)...]
        self.init(name: name, value: value)
    }
}

extension [SubnetLease] {
    fileprivate var bySubnet: [SubnetLease] { sorted { $0.subnet.base < $1.subnet.base } }
}
