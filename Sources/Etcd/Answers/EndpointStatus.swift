import YAML
import Basics

/// What a member says of itself, without asking the others.
package struct EndpointStatus: Equatable, Sendable {
    /// The cluster that it is in.
    package let cluster: EtcdID?
    /// The member that leads the others; nil while none does.
    package let leader: EtcdID?
    /// How far it knows its log to be committed, which is what `--force-new-cluster` keeps; nil
    /// where it is not told.
    package let raftIndex: UInt64?
    /// The election term that it is in; nil where it is not told.
    package let raftTerm: UInt64?
    /// The member itself; nil where it is not told.
    package let member: EtcdID?
    /// Its version, as it says it: `3.5.16`.
    package let version: String?
    /// Whether it only follows, without a vote, until it is promoted.
    package let isLearner: Bool
    /// The alarms that it knows of.
    package let alarms: Set<EtcdAlarm>

    /// A status with every part given.
    package init(
        cluster: EtcdID?,
        leader: EtcdID?,
        raftIndex: UInt64? = nil,
        raftTerm: UInt64? = nil,
        member: EtcdID? = nil,
        version: String? = nil,
        isLearner: Bool = false,
        alarms: Set<EtcdAlarm> = []
    ) {
        self.cluster = cluster
        self.leader = leader
        self.raftIndex = raftIndex
        self.raftTerm = raftTerm
        self.member = member
        self.version = version
        self.isLearner = isLearner
        self.alarms = alarms
    }

    /// Reads the answer to `endpoint status -w json`, which leaves out a leader that there is not.
    package init?(parsing text: String) {
        guard let status = json(text)?.items?.first?["Status"],
            let cluster = status["header"]?["cluster_id"]?.text.flatMap(EtcdID.init(decimal:))
        else { return nil }
        self.init(
            cluster: cluster,
            leader: status["leader"]?.text.flatMap(EtcdID.init(decimal:)),
            raftIndex: status["raftIndex"]?.text.flatMap { UInt64($0) },
            raftTerm: status["raftTerm"]?.text.flatMap { UInt64($0) },
            member: status["header"]?["member_id"]?.text.flatMap(EtcdID.init(decimal:)),
            version: status["version"]?.text,
            isLearner: status["isLearner"]?.text == "true",
            alarms: (status["errors"]?.items ?? []).compactMap(\.text)
                .reduce(into: []) { $0.formUnion(EtcdAlarm.named(in: $1)) }
        )
    }

    /// Reads what the client port of an etcd 2 answers to `GET /v2/stats/self`.
    package init?(_ response: EtcdResponse) {
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
    /// Adds what a client port answers to `GET /version` to what it said of itself before; nil
    /// where it said neither.
    package init?(_ status: EndpointStatus?, version response: EtcdResponse?) {
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

extension Version {
    /// The version that a whole cluster runs as, by what a client port answers to `GET /version`.
    package init?(ofCluster response: EtcdResponse) {
        guard let text = json(response.body)?["etcdcluster"]?.text else { return nil }
        self.init(in: text)
    }
}
