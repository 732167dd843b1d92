/// A member that this machine announced itself as: what `member add` answered.
public struct Announcement: Equatable, Sendable {
    /// The ID that the cluster gave it.
    public let id: EtcdID
    /// All members, this one under its name, as `ETCD_INITIAL_CLUSTER` has them.
    public let initialCluster: String

    /// An announcement as it was kept.
    public init(id: EtcdID, initialCluster: String) {
        self.id = id
        self.initialCluster = initialCluster
    }

    /// The entry of a list that is this machine's, which starts under its own name.
    public init(_ id: EtcdID, of node: Node, among members: MemberList) {
        self.init(id: id, initialCluster: members.initialCluster(naming: id, node.name))
    }

    /// The path of the file that etcd's unit reads after its own configuration, for one start.
    public static let environmentPath = "/run/bootcmd/etcd.env"

    /// The text of that file: a member that was added must be told of all the others.
    public var environment: String {
        var file = EnvironmentFile()
        file.set("ETCD_INITIAL_CLUSTER", initialCluster)
        file.set("ETCD_INITIAL_CLUSTER_STATE", ClusterDescription.InitialState.existing.rawValue)
        return file.text
    }
}
