import Basics
import Cluster

/// The value of flannel's key: the network, how it is divided, and how it is carried (flannel's
/// `Documentation/configuration.md`).
struct NetworkConfig {
    private let members: [(String, JSON)]

    /// What the description says.
    init(of cluster: ClusterDescription, store: FlannelBackingStore) {
        let network = cluster.network
        var members: [(String, JSON)] = [("Network", .string("\(network)"))]
        if let length = cluster.subnetLength {
            members.append(("SubnetLen", .number(length)))
        } else if !network.isUsualEverywhere {
            members.append(("SubnetLen", .number(network.usualSubnetLength)))
        }
        if let backend = cluster.backend(onEtcd2: store == .classic) {
            members.append(("Backend", .object([("Type", .string(backend.rawValue))])))
        }
        self.members = members
    }

    /// One line of JSON.
    var text: String { JSON.object(members).line }
}
