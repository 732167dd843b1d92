import Cluster
import Etcd
import Join

extension Decider {
    /// What a machine said, as the fault has it.
    func mutated(_ answer: PeerAnswer, asking machine: Machine) -> PeerAnswer {
        let number = numbering.number(of: answer.name)
        let description = described[Int(machine.description)]
        switch mutation {
        case .silenceIsEmpty where answer.gate == nil && answer.port != .accepts:
            var empty = Machine()
            (empty.number, empty.description) = (number, machine.description)
            let said = gate(of: empty)
            return PeerAnswer(of: answer.member, port: .accepts, gate: gates[Int(said)])
        case .anyListIsBirth where answer.members?.entries.contains(where: \.hasRun) == false:
            let born = logs.founded(
                Scenario.cluster(of: machine.description),
                by: description.machines
            )
            return PeerAnswer(
                of: answer.member,
                port: .accepts,
                memory: .members(list(logs[born].list))
            )
        case .foundsBesideData where machine.without & 1 << number != 0:
            return PeerAnswer(of: answer.member)
        default: return answer
        }
    }

    /// What was decided, as the fault has it.
    func mutated(_ decision: Decision, _ plan: JoinPlan) -> Decision {
        var decision = decision
        switch (mutation, plan.decision) {
        case (.lateFounderStarts, .remove(let entry, _)) where !entry.name.isEmpty && !entry.hasRun:
            decision.action = .found
            decision.settles = false
        case (.foundsBesideData, .wait(.othersHaveData(let gates))):
            decision.order = .found(without: gates.map { numbering.number(of: $0.name) })
        case (.namesAnyKeeper, .wait(.noQuorum(let keepers, _))) where decision.order != nil:
            let numbers = keepers.map { numbering.number(of: $0.name) }
            decision.order = .force(on: [numbers[0]], netboot: Array(numbers.dropFirst()))
        default: break
        }
        return decision
    }
}
