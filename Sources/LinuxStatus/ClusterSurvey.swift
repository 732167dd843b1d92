import Basics
import Cluster
import Configure
import Etcd
import Join
import Linux
import LinuxJoin
import Status

/// The cluster, asked through the client ports of its members, all at once.
///
/// Each question has a limit of its own, so that it takes at most as long as the slowest, however
/// many of them hang.
struct ClusterSurvey {
    /// How long a port may take to take a connection.
    private static let portPatience = Duration.seconds(1)
    /// How many seconds an answer may take.
    static let patience = 2

    private let node: Node
    private let etcd: Version?
    private let etcdctl: Etcdctl?
    private let curl: Curl?

    /// A cluster from one of its nodes, with an etcd of this version, and what there is to ask
    /// with.
    init(
        of node: Node,
        etcd: Version?,
        etcdctl: String?,
        curl: String?,
        with credentials: ClientCredentials?
    ) {
        (self.node, self.etcd) = (node, etcd)
        self.etcdctl = etcdctl.map {
            Etcdctl($0, of: etcd, with: credentials, patience: Self.patience)
        }
        self.curl = curl.map { Curl($0, with: credentials, patience: Self.patience) }
    }

    /// What came of it.
    struct Answers {
        var endpoints: [EndpointAnswer] = []
        var members: MemberList?
        var leases: [SubnetLease]?
        /// What this machine's own etcd lists, where it does not reach a quorum.
        var ownList: MemberList?

        fileprivate mutating func hear(_ told: Telling) throws(ProgramError) {
            (members, leases) = (try told.members(), try told.knownLeases())
        }
    }

    /// Begins to connect to the members' client ports.
    static func knock(on node: Node) -> PeerPorts {
        PeerPorts(node.cluster.members.map { .init($0.url.address, PeerURL.clientPort) })
    }

    /// Asks those that take connections. The list of members and the leases are this machine's own
    /// etcd's to tell, or another's if only that reaches a quorum.
    func answers(from ports: consuming PeerPorts) throws(ProgramError) -> Answers {
        let members = Array(node.cluster.members)
        let outcomes = ports.outcomes(within: Self.portPatience).map(\.port)
        let open = zip(members, outcomes).filter { $0.1 == .accepts }.map(\.0)
        let first = open.first { $0.name == node.name } ?? open.first
        var questions: [EndpointQuestions] = []
        for (member, port) in zip(members, outcomes) {
            questions.append(
                port == .accepts
                    ? try ask(member, isFirst: member == first)
                    : EndpointQuestions(member: member, port: port)
            )
        }
        let told = try first.map(startTelling)

        var answers = Answers()
        for question in questions { answers.endpoints.append(try question.answer()) }
        if let told { try answers.hear(told) }
        let teller = answers.endpoints.teller(on: node.name)
        // Its peer port answers long before it serves.
        let isOwn = teller?.member == node.member && teller?.isHealthy == true
        let own = try node.member.flatMap { member throws(ProgramError) in
            isOwn ? nil : try curl?.start("\(member.url)/members")
        }
        if let member = teller?.member, member != first {
            try answers.hear(try startTelling(member))
        }
        answers.ownList = try own?.response().flatMap(MemberList.init)
        return answers
    }

    /// Begins to ask a member for what it has of the cluster.
    private func startTelling(_ member: InitialCluster.Member) throws(ProgramError) -> Telling {
        Telling(list: try startListing(member), leases: try startLeases(member))
    }

    /// Whether the members are asked over HTTP: an etcd 2, and one of which nothing is known but
    /// that it is on other machines.
    private var asksHTTP: Bool {
        curl != nil && (etcd.map { !$0.has(.v3Store) } ?? true) || etcdctl == nil
    }

    /// Whether a member is at work, and in which cluster; the version and the alarms are of
    /// interest only of the first: each question is a process.
    private func ask(
        _ member: InitialCluster.Member,
        isFirst: Bool
    ) throws(ProgramError) -> EndpointQuestions {
        var questions = EndpointQuestions(member: member, port: .accepts)
        if asksHTTP {
            questions.httpHealth = try curl?.start("\(member.url.clientURL)/health")
            questions.httpStatus = try curl?.start("\(member.url.clientURL)/v2/stats/self")
            guard isFirst else { return questions }
            questions.httpVersion = try curl?.start("\(member.url.clientURL)/version")
        } else {
            questions.health = try etcdctl?.startHealth(of: member)
            questions.status = try etcdctl?.startStatus(of: member)
            if isFirst, let etcd, !etcd.has(.alarmsInStatus) {
                questions.alarms = try etcdctl?.startAlarms(of: member)
            }
        }
        return questions
    }

    private func startListing(_ member: InitialCluster.Member) throws(ProgramError) -> Question? {
        if let etcdctl, !asksHTTP || etcdctl.isV2 { return try etcdctl.startListing(at: member) }
        return try curl?.start("\(member.url.clientURL)/v3/cluster/member/list", sending: "{}")
    }

    private func startLeases(
        _ member: InitialCluster.Member
    ) throws(ProgramError) -> [LeaseQuestion] {
        let directory = SubnetLease.directory(below: node.cluster.prefix)
        var questions: [LeaseQuestion] = []
        if node.cluster.store != .v2, etcd?.has(.v3Store) ?? true {
            if !asksHTTP {
                questions += [try etcdctl?.startKeys(directory, at: member)].compactMap(\.self)
                    .map(LeaseQuestion.etcdctl)
            } else if let curl {
                // A range ends before the first key that does not begin like it: `0` follows `/`.
                let end = directory.dropLast() + "0"
                let range = #"{"key":"\#(directory.base64)","range_end":"\#(String(end).base64)"}"#
                let url = "\(member.url.clientURL)/v3/kv/range"
                questions.append(.gateway(try curl.start(url, sending: range)))
            }
        }
        if node.cluster.store != .v3, etcd?.has(.v2Store) ?? true, let curl {
            let url = "\(member.url.clientURL)/v2/keys\(directory)"
            questions.append(.v2(try curl.start(url)))
        }
        return questions
    }
}

/// What one member is being asked of its cluster.
private struct Telling {
    let list: Question?
    let leases: [LeaseQuestion]

    func members() throws(ProgramError) -> MemberList? {
        guard let output = try list?.answer() else { return nil }
        return output.members
            ?? EtcdResponse(parsing: output.output).flatMap { MemberList(parsing: $0.body) }
    }

    /// The store that is not flannel's is empty, or is not there.
    func knownLeases() throws(ProgramError) -> [SubnetLease]? {
        var known: [SubnetLease]?
        for question in leases {
            let found = try question.answer()
            if known?.isEmpty ?? true, let found { known = found }
        }
        return known
    }
}

/// A store that is being asked for its leases.
private enum LeaseQuestion {
    case etcdctl(Question)
    case gateway(Question)
    case v2(Question)

    func answer() throws(ProgramError) -> [SubnetLease]? {
        switch self {
        case .etcdctl(let question):
            let output = try question.answer()
            return output.code == 0 ? SubnetLease.list(v3: output.output) : nil
        case .gateway(let question):
            return try question.response().flatMap { SubnetLease.list(v3: $0.body) }
        case .v2(let question):
            return try question.response().flatMap { SubnetLease.list(v2: $0.body) }
        }
    }
}

/// What one member is being asked.
private struct EndpointQuestions {
    let member: InitialCluster.Member
    let port: PeerAnswer.Port
    var health: Question?
    var status: Question?
    var alarms: Question?
    var httpHealth: Question?
    var httpStatus: Question?
    var httpVersion: Question?

    func answer() throws(ProgramError) -> EndpointAnswer {
        if let httpHealth {
            let health = try httpHealth.response()
            let version = try httpVersion?.response()
            let status = try httpStatus?.response().flatMap(EndpointStatus.init)
            return EndpointAnswer(
                of: member,
                port: port,
                status: EndpointStatus(status, version: version),
                health: health?.showsQuorum == true ? .quorum : EtcdHealth.none
            )
        }
        let health = try health?.answer()
        let alarms = try alarms?.answer()
        return EndpointAnswer(
            of: member,
            port: port,
            status: try status?.answer().status,
            health: port == .accepts ? health?.health : EtcdHealth.none,
            alarms: (health?.alarms ?? []).union(alarms?.alarms ?? [])
        )
    }
}
