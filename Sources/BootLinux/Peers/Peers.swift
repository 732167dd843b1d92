public import BootPlan

/// The machines of the other members, asked all at once.
public struct Peers {
    private let members: [InitialCluster.Member]
    private let etcdctl: Etcdctl
    private let curl: Curl?

    /// The machines of these members, and what they are asked with.
    init(_ members: [InitialCluster.Member], etcdctl: Etcdctl, curl: Curl?) {
        (self.members, self.etcdctl, self.curl) = (members, etcdctl, curl)
    }

    /// How long a port may take to answer: a packet that is lost is sent again after a second.
    private static let patience = Duration.seconds(3)

    /// Asks each machine, which takes as long as the slowest: at most some fifteen seconds, unless the
    /// network itself is slow.
    public func membership() throws(ProgramError) -> Membership {
        let ports = PeerPorts(
            members.map { ($0.url.address, $0.url.port) }
                + members.map { ($0.url.address, PeerURL.clientPort) }
        ).outcomes(within: Self.patience)
        var visits: [Visit] = []
        for (member, (peer, client)) in zip(
            members,
            zip(ports.prefix(members.count), ports.suffix(members.count))
        ) {
            visits.append(try visit(member, peer, client))
        }
        var heard: [PeerAnswer] = []
        for visit in visits { heard.append(try visit.answer()) }

        // Only now: a list is as good as the quorum that was reached before, and without one it
        // takes an etcd of 3.5 or later all of the time that it is given.
        var questions: [Question?] = []
        for (answer, visit) in zip(heard, visits) {
            let isWorthAsking = answer.health == .quorum || answer.memory == .notAsked
            let answers = answer.health == .quorum || answer.status != nil
            questions.append(
                isWorthAsking && answers ? try visit.etcdctl.startListing(at: answer.member) : nil
            )
        }
        var answers: [PeerAnswer] = []
        for (answer, question) in zip(heard, questions) {
            answers.append(answer.listing(try question?.answer().members))
        }
        return Membership(answers)
    }

    /// Begins to ask one machine.
    private func visit(
        _ member: InitialCluster.Member,
        _ peer: PeerPorts.Outcome,
        _ client: PeerPorts.Outcome
    ) throws(ProgramError) -> Visit {
        let etcdctl = etcdctl.patient(after: client.time)
        var visit = Visit(member: member, port: peer.port, hasCurl: curl != nil, etcdctl: etcdctl)
        if peer.port == .accepts {
            visit.memory = try curl?.patient(after: peer.time).start("\(member.url)/members")
        }
        guard client.port == .accepts else { return visit }
        if etcdctl.isV2 {
            let (curl, url) = (curl?.patient(after: client.time), member.url.clientURL)
            visit.health = try curl?.start("\(url)/health")
            visit.status = try curl?.start("\(url)/v2/stats/self")
        } else {
            visit.health = try etcdctl.startHealth(of: member)
            visit.status = try etcdctl.startStatus(of: member)
        }
        return visit
    }
}

/// What one machine is being asked.
private struct Visit {
    let member: InitialCluster.Member
    let port: PeerAnswer.Port
    let hasCurl: Bool
    let etcdctl: Etcdctl
    var memory: Question?
    var health: Question?
    var status: Question?

    func answer() throws(ProgramError) -> PeerAnswer {
        let (health, status) = (try health?.answer(), try status?.answer())
        let response = health.flatMap { EtcdResponse(parsing: $0.output) }
        return PeerAnswer(
            of: member,
            port: port,
            memory: try memory?.response().flatMap(MemberList.init).map(PeerAnswer.Memory.members)
                ?? (hasCurl ? .silent : .notAsked),
            status: status?.status
                ?? status.flatMap { EtcdResponse(parsing: $0.output) }.flatMap(EndpointStatus.init),
            health: response.map { $0.showsQuorum ? .quorum : .none } ?? health?.health ?? .none
        )
    }
}
