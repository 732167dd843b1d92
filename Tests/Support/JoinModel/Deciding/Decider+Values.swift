import Basics
import Cluster
import Etcd
import Join

extension Decider {
    /// A machine as the project has it.
    func value(_ machine: Machine) -> JoiningMachine {
        let (node, member) = described[Int(machine.description)][machine.number]
        let isUnmounted = machine.has(.detached) && machine.has(.mountKnown)
        let hasLog = machine.log != 0
        return JoiningMachine(
            node,
            as: member,
            isConfigured: true,
            dataDirectory: "/var/lib/etcd/member.etcd",
            logDirectory: "/var/lib/etcd/member.etcd/member/wal",
            hasLog: hasLog,
            unmounted: isUnmounted && !hasLog && mutation != .ignoresMount ? "/var/lib/etcd" : nil,
            memory: memory(of: machine, node),
            addresses: [member.url.address],
            etcd: etcd,
            upgrade: machine.has(.held) && hasLog
                ? .goesBack(from: Version(3, 6), to: Version(3, 5)) : nil
        )
    }

    private func memory(of machine: Machine, _ node: Node) -> MemberRecord {
        let standing: MemberRecord.Standing =
            switch machine.standing {
            case .none: .none
            case .begun: .begun(alone: false)
            case .begunAlone: .begun(alone: true)
            case .announcing: .announcing
            case .announced:
                .announced(
                    Announcement(
                        id: numbering.id(machine.announced),
                        initialCluster: environment(machine.announcedEnvironment)
                    )
                )
            case .member: .member
            }
        let names = node.cluster.members.map(\.name)
        func name(_ number: UInt8) -> HostName? {
            names.first { numbering.number(of: $0) == number }
        }
        return MemberRecord(
            of: node.identity,
            standing: standing,
            heard: machine.heard == 0 ? nil : name(machine.heard - 1),
            without: Set((0..<8).filter { machine.without & 1 << $0 != 0 }.compactMap { name($0) }),
            salt: "0123456789abcdef"
        )
    }

    /// What is planned by the answers of the other members, in the description's order.
    func plan(_ machine: Machine, _ answers: [Answer], hasTwin: Bool) -> JoinPlan {
        let value = value(machine)
        let peers = zip(value.others, answers).map { member, answer in
            mutated(peer(member, answer), asking: machine)
        }
        let plan = JoinPlan(value, in: Membership(peers), hasEtcdctl: true)
        guard case .remove = plan.decision, hasTwin, mutation != .ignoresTwin else { return plan }
        return plan.sparing(rival: "52:54:00:00:00:01")
    }

    private func peer(_ member: InitialCluster.Member, _ answer: Answer) -> PeerAnswer {
        let status = EndpointStatus(
            cluster: answer.memory == 0 ? nil : list(answer.memory).cluster,
            leader: answer.leader == 0 ? nil : numbering.id(answer.leader),
            raftIndex: UInt64(answer.index),
            raftTerm: UInt64(answer.term)
        )
        return PeerAnswer(
            of: member,
            port: answer.port.value,
            gate: gates[Int(answer.gate)],
            memory: !hasCurl
                ? .notAsked : answer.memory == 0 ? .silent : .members(list(answer.memory)),
            status: answer.hasStatus ? status : nil,
            health: answer.hasQuorum ? .quorum : .none,
            listed: answer.listed == 0 ? nil : list(answer.listed)
        )
    }
}

extension Decider {
    /// The environment of one that was just added, made by the project's own function.
    func environment(_ id: UInt8, _ member: InitialCluster.Member, _ list: MemberList) -> UInt16 {
        let announcement = Announcement(numbering.id(id), of: member, among: list)
        return number(ofEnvironment: announcement.initialCluster)
    }
}
