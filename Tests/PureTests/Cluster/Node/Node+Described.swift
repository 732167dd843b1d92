@testable import Basics
@testable import Cluster

extension Node {
    /// The machine of this name in a cluster that is described in YAML.
    init(_ host: String, instance: String = "i", in cluster: String) throws {
        let metaData = "{instance-id: \(instance), local-hostname: \(host)}"
        try self.init(
            MetaData(parsing: Source(name: "meta-data", text: metaData)),
            in: ClusterDescription(parsing: Source(name: "cluster.yaml", text: cluster))
        )
    }
}
