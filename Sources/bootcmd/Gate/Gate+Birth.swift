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

    /// Answers the others until they know what they need; who does not within five seconds comes as
    /// a late founder.
    func linger(for plan: JoinPlan, _ occasion: JoinDecision.Occasion, on root: Root) throws {
        let others = Set((plan.membership?.answers ?? []).compactMap(\.gate?.name))
        let deadline = Deadline(in: .seconds(5))
        switch occasion {
        case .log, .alone: return
        case .byHand: listener?.wait(until: deadline, forAll: others)
        case .birth:
            try awaitStart(of: others, plan.machine, on: root, until: deadline)
            try followFirst(of: plan.machine, on: root, until: deadline)
        }
    }

    /// Waits until none of these is left that has not seen what this machine has: each other one
    /// empty. Who has says that it starts, or is gone.
    private func awaitStart(
        of names: Set<HostName>,
        _ machine: JoiningMachine,
        on root: Root,
        until deadline: Deadline
    ) throws {
        let inquiry = try inquiry(of: machine, on: root, answering: true)
        let tools = try tools(for: machine.node.cluster, on: root)
        var waiting = names
        while !waiting.isEmpty, deadline.left > .zero {
            let gates = tools.peers(machine.others.filter { waiting.contains($0.name) })
                .gates(by: inquiry, until: deadline)
            waiting = Set(gates.filter { !$0.starts }.map(\.name))
            if !waiting.isEmpty { answerForAMoment() }
        }
    }

    /// Waits until the etcd serves that this machine's will ask first.
    ///
    /// An etcd that founds asks the others for their cluster, in the order of their URLs, until one
    /// answers, and gives each a second (etcd's `server/etcdserver/cluster_util.go`,
    /// `isMemberBootstrapped()`). Of those that start at one moment, all have bound their ports and
    /// none answers.
    private func followFirst(
        of machine: JoiningMachine,
        on root: Root,
        until deadline: Deadline
    ) throws {
        let cluster = machine.node.cluster
        let first = cluster.members.min { "\($0.url)" < "\($1.url)" }
        guard let first, first != machine.member else { return }
        let peers = try tools(for: cluster, on: root).peers([first])
        while deadline.left > .zero, try !peers.serve(answering: listener) { answerForAMoment() }
    }

    private func answerForAMoment() {
        listener?.wait(until: Deadline(in: .milliseconds(20)), orFor: [])
    }
}
