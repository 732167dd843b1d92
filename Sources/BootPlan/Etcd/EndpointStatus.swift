import YAML

/// What a member says of itself, without asking the others.
public struct EndpointStatus: Equatable, Sendable {
    /// The cluster that it is in.
    public let cluster: EtcdID?
    /// The member that leads the others; nil while none does.
    public let leader: EtcdID?
    /// How far its log goes: of members without a quorum, the one with the highest has the most.
    public let raftIndex: UInt64

    /// A status with every part given.
    public init(cluster: EtcdID?, leader: EtcdID?, raftIndex: UInt64 = 0) {
        self.cluster = cluster
        self.leader = leader
        self.raftIndex = raftIndex
    }

    /// Reads the answer to `endpoint status -w json`, which leaves out a leader that there is not.
    public init?(parsing text: String) {
        guard let status = json(text)?.items?.first?["Status"],
            let cluster = status["header"]?["cluster_id"]?.text.flatMap(EtcdID.init(decimal:))
        else { return nil }
        self.init(
            cluster: cluster,
            leader: status["leader"]?.text.flatMap(EtcdID.init(decimal:)),
            raftIndex: status["raftIndex"]?.text.flatMap { UInt64($0) } ?? 0
        )
    }

    /// Reads what the client port of an etcd 2 answers to `GET /v2/stats/self`.
    public init?(_ response: EtcdResponse) {
        guard let leader = json(response.body)?["leaderInfo"]?["leader"]?.text else { return nil }
        self.init(cluster: response.cluster, leader: EtcdID(hexadecimal: leader))
    }
}
