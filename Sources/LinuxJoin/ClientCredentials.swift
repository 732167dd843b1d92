import Cluster
import Desired
import Linux

/// What the node's own programs prove themselves with to members that ask for a certificate.
package struct ClientCredentials: Sendable {
    private let root: String

    /// Those of a node whose root this is.
    package init(below root: String) {
        self.root = root
    }

    /// etcdctl's variables.
    package func variables(isV2: Bool) -> [String] {
        EtcdctlVariables.credentials(isV2: isV2, below: root).map { "\($0)=\($1)" }
    }

    /// curl's arguments.
    ///
    /// The peer port of etcd 3.4 agrees to HTTP/2 in the handshake, and then serves nothing by it.
    package var arguments: [String] {
        ["--http1.1"]
            + [("--cacert", ManagedFile.authority), ("--cert", .certificate), ("--key", .key)]
            .flatMap {
                [$0, "\(root)\($1.path)"]
            }
    }
}

extension Root {
    /// What members are asked with that talk over TLS; nil where they do not.
    package func clientCredentials(for cluster: ClusterDescription) -> ClientCredentials? {
        cluster.members.usesTLS ? ClientCredentials(below: prefix) : nil
    }
}
