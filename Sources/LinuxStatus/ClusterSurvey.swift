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
    }

    /// Begins to connect to the members' client ports.
    static func knock(on node: Node) -> PeerPorts {
        PeerPorts(node.cluster.members.map { .init($0.url.address, PeerURL.clientPort) })
    }

    /// Asks those that take connections. The list of members and the leases are this machine's own
    /// etcd's to tell, if it can.
    func answers(from ports: consuming PeerPorts) throws(ProgramError) -> Answers {
        let members = Array(node.cluster.members)
        let outcomes = ports.outcomes(within: Self.portPatience).map(\.port)
        let open = zip(members, outcomes).filter { $0.1 == .accepts }.map(\.0)
        let teller = open.first { $0.name == node.name } ?? open.first
        var questions: [EndpointQuestions] = []
        for (member, port) in zip(members, outcomes) {
            questions.append(
                port == .accepts
                    ? try ask(member, isTeller: member == teller)
                    : EndpointQuestions(member: member, port: port)
            )
        }
        let list = try teller.flatMap(startListing)
        let leases = try teller.map(startLeases) ?? []

        var answers = Answers()
        for question in questions { answers.endpoints.append(try question.answer()) }
        answers.members = try list.flatMap { question throws(ProgramError) in try listed(question)
        }
        for lease in leases {
            let found = try lease.answer()
            // The store that is not flannel's is empty, or is not there.
            if answers.leases?.isEmpty ?? true, let found { answers.leases = found }
        }
        return answers
    }

    /// Whether the members are asked over HTTP: an etcd 2, and one of which nothing is known but
    /// that it is on other machines.
    private var asksHTTP: Bool {
        curl != nil && (etcd.map { !$0.has(.v3Store) } ?? true) || etcdctl == nil
    }

    /// Of the others, only whether they are at work is of interest: each question is a process.
    private func ask(
        _ member: InitialCluster.Member,
        isTeller: Bool
    ) throws(ProgramError) -> EndpointQuestions {
        var questions = EndpointQuestions(member: member, port: .accepts)
        if asksHTTP {
            questions.httpHealth = try curl?.start("\(member.url.clientURL)/health")
            guard isTeller else { return questions }
            questions.httpStatus = try curl?.start("\(member.url.clientURL)/v2/stats/self")
            questions.httpVersion = try curl?.start("\(member.url.clientURL)/version")
        } else {
            questions.health = try etcdctl?.startHealth(of: member)
            guard isTeller else { return questions }
            questions.status = try etcdctl?.startStatus(of: member)
            if let etcd, !etcd.has(.alarmsInStatus) {
                questions.alarms = try etcdctl?.startAlarms(of: member)
            }
        }
        return questions
    }

    private func startListing(_ member: InitialCluster.Member) throws(ProgramError) -> Question? {
        if let etcdctl, !asksHTTP || etcdctl.isV2 { return try etcdctl.startListing(at: member) }
        return try curl?.start("\(member.url.clientURL)/v3/cluster/member/list", sending: "{}")
    }

    private func listed(_ question: Question) throws(ProgramError) -> MemberList? {
        let output = try question.answer()
        return output.members
            ?? EtcdResponse(parsing: output.output).flatMap { MemberList(parsing: $0.body) }
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
