import Basics
import Cluster
import Etcd
import Glibc
import Join
import Linux
import LinuxConfigure
import LinuxJoin

/// The moments around a founding: etcds that start together are one cluster at once.
extension Gate {
    /// Puts the data of a founder aside that was cut between making its log and the first entry.
    /// etcd has no members by such a log, and waits for ever.
    func setAsideEmptyLog(_ inputs: GateInputs, on root: Root) throws {
        let name = try? inputs.identity().hostName
        guard let name, case let settings = try inputs.settings(),
            case let member = settings.dataDirectory(of: name).appending("member"),
            case let log = settings.logDirectory(of: name), log == member.appending("wal"),
            try root.hasEmptyLog(in: log), try root.memberRecord(of: inputs.identity()).isBegun
        else { return }
        let aside = member.parent.appending("member.empty-\(time(nil))")
        try root.move(member, to: aside)
        Report.say(
            "bootcmd: join: etcd was cut before it wrote anything into \(log), which is kept as "
                + "\(aside)"
        )
    }

    /// Begins a founding, and returns what etcd is told; nil where the machine that names the
    /// cluster has not started, so that what the others say is to be looked at again.
    ///
    /// Answers the others until they know what they need, for five seconds; who does not by then
    /// comes as a late founder.
    func begin(
        _ plan: JoinPlan,
        _ occasion: JoinDecision.Occasion,
        on root: Root
    ) throws -> StartEnvironment? {
        let (machine, cluster) = (plan.machine, plan.machine.node.cluster)
        var salt = machine.memory.salt(for: occasion)
        if occasion != .follow { salt = salt ?? String(GateInquiry.nonce().prefix(16)) }
        let first = cluster.members.firstByURL?.name
        func remember() throws {
            // Before there is data: who finds this and no log knows that there may have been one.
            // What was ordered is done, once: a log that is cut now asks again.
            try root.remember(machine.node.identity) { memory in
                memory.standing = .begun(alone: occasion == .byHand)
                (memory.without, memory.salt) = ([], salt)
            }
            answer(for: machine, on: root, starts: true, salt: salt)
        }
        try remember()
        let others = (plan.membership?.answers ?? []).compactMap(\.gate?.name)
        let deadline = Deadline(in: .seconds(5))
        switch occasion {
        case .byHand:
            listener?.wait(until: deadline, forAll: Set(others))
        case .birth, .follow:
            try awaitStart(of: others, plan, on: root, until: deadline) { gate in
                if occasion == .follow, gate.name == first, gate.starts, gate.without.isEmpty,
                    gate.salt != salt, let told = gate.salt
                {
                    salt = told
                    try remember()
                }
                return gate.starts && gate.salt == salt
            }
        case .alone, .log: break
        }
        if occasion == .follow {
            guard salt != nil, try isNamed(plan, on: root, until: deadline) else { return nil }
        }
        guard let salt else { return nil }
        let isShared = occasion == .birth || occasion == .follow
        let own = "\(machine.member.name)=\(machine.member.url)"
        return .founding(
            isShared ? cluster.members.text : own,
            token: "\(cluster.token)-\(salt)"
        )
    }

    /// Has those that wait learn the token of what was begun here, before etcd has the port again.
    func tellToken(_ plan: JoinPlan, on root: Root) throws {
        guard let salt = plan.machine.memory.salt else { return }
        let others = (plan.membership?.answers ?? []).compactMap(\.gate?.name)
        try awaitStart(of: others, plan, on: root, until: Deadline(in: .seconds(5))) {
            $0.salt == salt
        }
    }

    /// Waits until none of these is left that has not seen what this machine has, each other one
    /// empty, or does not know the token: who has, and does, says so, or is gone.
    private func awaitStart(
        of names: [HostName],
        _ plan: JoinPlan,
        on root: Root,
        until deadline: Deadline,
        isReady: (GateAnswer) throws -> Bool
    ) throws {
        let machine = plan.machine
        let inquiry = try inquiry(of: machine, on: root, answering: true)
        let peers = try tools(for: machine.node.cluster, on: root)
            .peers(machine.others.filter { names.contains($0.name) })
        while !names.isEmpty, deadline.left > .zero {
            let gates = peers.gates(by: inquiry, until: deadline)
            if try gates.map(isReady).allSatisfy({ $0 }) { return }
            answerForAMoment()
        }
    }

    /// Waits until the etcd serves that named the cluster, and says whether it does.
    ///
    /// An etcd that founds asks the others for their cluster, in the order of their URLs, until one
    /// answers, and gives each a second (etcd's `server/etcdserver/cluster_util.go`,
    /// `isMemberBootstrapped()`). Of those that start at one moment, all have bound their ports and
    /// none answers.
    private func isNamed(
        _ plan: JoinPlan,
        on root: Root,
        until deadline: Deadline
    ) throws -> Bool {
        let peers = try tools(for: plan.machine.node.cluster, on: root).peers(plan.founders)
        while try !peers.serve(answering: listener) {
            guard deadline.left > .zero else { return false }
            answerForAMoment()
        }
        return true
    }

    private func answerForAMoment() {
        listener?.wait(until: Deadline(in: .milliseconds(20)), orFor: [])
    }
}

extension JoinPlan {
    /// Those whose etcds have begun the cluster, or are to.
    fileprivate var founders: [InitialCluster.Member] {
        let members = machine.node.cluster.members
        let begun = membership?.begun(for: members) ?? []
        return begun.isEmpty ? [members.firstByURL].compactMap(\.self) : begun
    }

    /// The first of them.
    var founder: HostName { founders.first?.name ?? machine.node.name }
}
