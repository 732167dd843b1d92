import Basics
import Cluster
import Etcd
import Join
import Linux

/// The machines of the other members, asked all at once.
package struct Peers {
    private let members: [InitialCluster.Member]
    private let etcdctl: Etcdctl?
    private let curl: Curl?

    /// The machines of these members, and what they are asked with.
    init(_ members: [InitialCluster.Member], etcdctl: Etcdctl?, curl: Curl?) {
        (self.members, self.etcdctl, self.curl) = (members, etcdctl, curl)
    }

    /// How long a port may take to answer: a packet that is lost is sent again after a second.
    private static let patience = Duration.seconds(3)

    /// Asks each machine, which takes as long as the slowest: at most some fifteen seconds, unless
    /// the network itself is slow. A gate answers by itself; whatever else listens is asked as an
    /// etcd.
    package func membership(by gate: GateInquiry) throws(ProgramError) -> Membership {
        let diallers = diallers(dialling: gate.member.url, gate.listener?.diallers ?? [])
        let members = self.members + diallers
        let nonce = GateInquiry.nonce()
        let question = Array(GateExchange.question(from: gate.member.name, nonce: nonce).utf8)
        let outcomes = PeerPorts(
            members.map { .init($0.url.address, $0.url.port, question: question) }
                + members.map { .init($0.url.address, PeerURL.clientPort) }
        ).outcomes(within: Self.patience, answering: gate.listener)
        var visits: [Visit] = []
        for (member, (peer, client)) in zip(
            members,
            zip(outcomes.prefix(members.count), outcomes.suffix(members.count))
        ) {
            if let answer = gate.answer(peer.answer, of: member, to: nonce) {
                visits.append(Visit(member: member, port: peer.port, gate: answer))
            } else {
                var visit = try visit(member, peer, client)
                visit.isUnproven = gate.isUnproven(peer.answer, of: member, to: nonce)
                visits.append(visit)
            }
        }
        var heard: [PeerAnswer] = []
        for visit in visits { heard.append(try visit.answer(answering: gate.listener)) }
        try findTLS(among: &heard, answering: gate.listener)

        // Only now: a list is as good as the quorum that was reached before, and without one it
        // takes an etcd of 3.5 or later all of the time that it is given.
        var questions: [Question?] = []
        for (answer, visit) in zip(heard, visits) {
            let isWorthAsking = answer.health == .quorum || answer.memory == .notAsked
            let answers = answer.health == .quorum || answer.status != nil
            questions.append(
                isWorthAsking && answers
                    ? try visit.etcdctl?.startListing(at: answer.member) : nil
            )
        }
        for (index, question) in questions.enumerated() {
            heard[index].listed = try question?.answer(answering: gate.listener).members
        }
        return Membership(
            heard.dropLast(diallers.count),
            diallers: heard.suffix(diallers.count).map(\.underItsOwnName)
        )
    }

    /// Those at these addresses who are no members, at the port that they dialled here.
    private func diallers(
        dialling url: PeerURL,
        _ addresses: [IPAddress]
    ) -> [InitialCluster.Member] {
        let others = addresses.filter { address in
            url.address != address && !members.contains { $0.url.address == address }
        }
        return others.compactMap { address -> InitialCluster.Member? in
            let host = address.isV6 ? "[\(address)]" : "\(address)"
            guard let url = try? PeerURL("\(url.scheme.rawValue)://\(host):\(url.port)"),
                let name = try? HostName("dialler")
            else { return nil }
            return InitialCluster.Member(name: name, url: url)
        }
    }

    /// Finds the peer ports that are described without TLS and have some: etcd says nothing to who
    /// speaks in the clear there, and to who has no certificate what it misses.
    private func findTLS(
        among answers: inout [PeerAnswer],
        answering listener: GateListener?
    ) throws(ProgramError) {
        var questions: [Question?] = []
        for answer in answers {
            let isMute = answer.memory == .silent && answer.port == .accepts && answer.gate == nil
            let url = "https" + "\(answer.member.url)".dropFirst(4)
            questions.append(
                isMute && answer.member.url.scheme == .http
                    ? try curl?.start(url, ofAnybody: true) : nil
            )
        }
        for (index, question) in questions.enumerated() {
            guard try question?.answer(answering: listener).words.hasPart("alert") == true else {
                continue
            }
            answers[index].memory = .otherScheme
        }
    }

    /// What the gates at these machines answer, and nothing else that listens there.
    package func gates(by gate: GateInquiry, until deadline: Deadline) -> [GateAnswer] {
        let nonce = GateInquiry.nonce()
        let question = Array(GateExchange.question(from: gate.member.name, nonce: nonce).utf8)
        let outcomes = PeerPorts(
            members.map { .init($0.url.address, $0.url.port, question: question) }
        ).outcomes(within: deadline.left, answering: gate.listener)
        return zip(members, outcomes).compactMap { gate.answer($1.answer, of: $0, to: nonce) }
    }

    /// The version that the cluster runs as, by the first machine that tells (`GET /version`).
    package func clusterVersion() throws(ProgramError) -> Version? {
        guard let curl else { return nil }
        for member in members {
            let response = try curl.start("\(member.url.clientURL)/version").response()
            if let version = response.flatMap(Version.init(ofCluster:)) { return version }
        }
        return nil
    }

    /// Whether an etcd serves at each of these machines, as its peer port tells (`GET /members`);
    /// true also where there is nothing to ask with.
    package func serve(answering listener: GateListener?) throws(ProgramError) -> Bool {
        guard let curl else { return true }
        for member in members {
            let response = try curl.start("\(member.url)/members").response(answering: listener)
            guard response.flatMap(MemberList.init) != nil else { return false }
        }
        return true
    }

    /// Begins to ask one machine.
    private func visit(
        _ member: InitialCluster.Member,
        _ peer: PeerPorts.Outcome,
        _ client: PeerPorts.Outcome
    ) throws(ProgramError) -> Visit {
        let etcdctl = etcdctl?.patient(after: client.time)
        var visit = Visit(member: member, port: peer.port, hasCurl: curl != nil, etcdctl: etcdctl)
        if peer.port == .accepts {
            visit.memory = try curl?.patient(after: peer.time).start("\(member.url)/members")
        }
        guard client.port == .accepts, let etcdctl else { return visit }
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
    var gate: GateAnswer?
    var isUnproven = false
    var hasCurl = false
    var etcdctl: Etcdctl?
    var memory: Question?
    var health: Question?
    var status: Question?

    func answer(answering listener: GateListener?) throws(ProgramError) -> PeerAnswer {
        let health = try health?.answer(answering: listener)
        let status = try status?.answer(answering: listener)
        let remembered = try memory?.answer(answering: listener)
        let response = health.flatMap { EtcdResponse(parsing: $0.output) }
        return PeerAnswer(
            of: member,
            port: port,
            gate: gate,
            memory: isUnproven ? .unproven : hasCurl ? remembered.memory : .notAsked,
            status: status?.status
                ?? status.flatMap { EtcdResponse(parsing: $0.output) }.flatMap(EndpointStatus.init),
            health: response.map { $0.showsQuorum ? .quorum : .none } ?? health?.health ?? .none
        )
    }
}

extension PeerAnswer {
    /// The same, under the name by which its list has it, if that is one.
    fileprivate var underItsOwnName: PeerAnswer {
        let entry = members?.entry(at: member.url)
        guard let name = try? HostName(entry?.name ?? "") else { return self }
        var answer = self
        answer.member = InitialCluster.Member(name: name, url: member.url)
        return answer
    }
}

extension EtcdctlOutput? {
    /// What a peer port remembers, by what curl makes of its answer.
    fileprivate var memory: PeerAnswer.Memory {
        guard let self else { return .silent }
        if let list = EtcdResponse(parsing: self.output).flatMap(MemberList.init) {
            return .members(list)
        }
        // OpenSSL, where what came back is no TLS.
        return self.words.hasPart("wrong version number") ? .otherScheme : .silent
    }
}
