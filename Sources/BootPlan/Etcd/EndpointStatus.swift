import YAML

/// What a member says of itself, without asking the others.
public struct EndpointStatus: Equatable, Sendable {
    /// The cluster that it is in.
    public let cluster: EtcdID?
    /// The member that leads the others; nil while none does.
    public let leader: EtcdID?
    /// How far its log goes: of members without a quorum, the one with the highest has the most.
    public let raftIndex: UInt64
    /// The member itself; nil where it is not told.
    public let member: EtcdID?
    /// Its version, as it says it: `3.5.16`.
    public let version: String?
    /// Whether it only follows, without a vote, until it is promoted.
    public let isLearner: Bool
    /// The alarms that it knows of.
    public let alarms: Set<EtcdAlarm>

    /// A status with every part given.
    public init(
        cluster: EtcdID?,
        leader: EtcdID?,
        raftIndex: UInt64 = 0,
        member: EtcdID? = nil,
        version: String? = nil,
        isLearner: Bool = false,
        alarms: Set<EtcdAlarm> = []
    ) {
        self.cluster = cluster
        self.leader = leader
        self.raftIndex = raftIndex
        self.member = member
        self.version = version
        self.isLearner = isLearner
        self.alarms = alarms
    }

    /// Reads the answer to `endpoint status -w json`, which leaves out a leader that there is not.
    public init?(parsing text: String) {
        guard let status = json(text)?.items?.first?["Status"],
            let cluster = status["header"]?["cluster_id"]?.text.flatMap(EtcdID.init(decimal:))
        else { return nil }
        self.init(
            cluster: cluster,
            leader: status["leader"]?.text.flatMap(EtcdID.init(decimal:)),
            raftIndex: status["raftIndex"]?.text.flatMap { UInt64($0) } ?? 0,
            member: status["header"]?["member_id"]?.text.flatMap(EtcdID.init(decimal:)),
            version: status["version"]?.text,
            isLearner: status["isLearner"]?.text == "true",
            alarms: (status["errors"]?.items ?? []).compactMap(\.text)
                .reduce(into: []) { $0.formUnion(EtcdAlarm.named(in: $1)) }
        )
    }

    /// Reads what the client port of an etcd 2 answers to `GET /v2/stats/self`.
    public init?(_ response: EtcdResponse) {
        guard let root = json(response.body), let leader = root["leaderInfo"]?["leader"]?.text
        else {
            return nil
        }
        self.init(
            cluster: response.cluster,
            leader: EtcdID(hexadecimal: leader),
            member: root["id"]?.text.flatMap { EtcdID(hexadecimal: $0) }
        )
    }
}

extension EndpointStatus {
    /// Adds what a client port answers to `GET /version` to what it said of itself before; nil where
    /// it said neither.
    public init?(_ status: EndpointStatus?, version response: EtcdResponse?) {
        let version = response.flatMap { json($0.body)?["etcdserver"]?.text }
        guard status != nil || version != nil else { return nil }
        self.init(
            cluster: status?.cluster ?? response?.cluster,
            leader: status?.leader,
            member: status?.member,
            version: version
        )
    }
}
