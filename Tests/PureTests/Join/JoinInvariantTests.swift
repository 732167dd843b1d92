@testable import Cluster
@testable import Etcd
@testable import Join
@testable import Status
@testable import Units
import Etcd
import TestSupport
import Testing

/// What never happens, whatever two machines say.
@Suite struct JoinInvariantTests {
    private static let lists = [
        "founders", "late", "unborn", "without", "added", "ran", "one", "one+added", "one-a3",
        "moved",
        "taken", "late+a4", "stranger",
    ]
    private static let words =
        [
            "silent", "refuses", "mute", "accepts", "status", "refused", "empty", "begun", "data",
            "log", "started", "alone", "heard", "without", "another",
        ]
        + lists.flatMap { list in
            ["remembers", "lost"].map { "\($0):\(list)" }
                + ["", "/", "/2", "/b", "/3"].map { "quorum:\(list)\($0)" }
        }

    @Test(arguments: ["-", "begun", "announcing", "b", "member"], ["new", "existing"])
    func `no pair of answers takes anything from anybody`(standing: String, state: String) throws {
        let machine = try JoiningCluster.machine(
            state: state,
            standing: JoinDecisionTests.standing(standing)
        )
        let first = try Self.words.map { try JoiningCluster.answer($0, of: "a1") }
        let second = try Self.words.map { try JoiningCluster.answer($0, of: "a3") }
        for (one, word) in zip(first, Self.words) {
            for (other, otherWord) in zip(second, Self.words) {
                let decision = JoinDecision(machine, in: Membership([one, other]))
                if let wrong = wrong(decision, standing, machine, [one, other]) {
                    Issue.record("\(word) \(otherWord): \(wrong): \(decision)")
                }
            }
        }
    }

    /// The rule that a decision breaks.
    private func wrong(
        _ decision: JoinDecision,
        _ standing: String,
        _ machine: JoiningMachine,
        _ answers: [PeerAnswer]
    ) -> String? {
        let (own, name) = (machine.member.url, machine.node.name.description)
        let isBorn = machine.node.cluster.state == .existing || answers.contains { $0.hasHistory }
        let healthy = answers.filter(\.isHealthy)
        let lists = answers.compactMap(\.members)
        if machine.standing == .member, JoiningCluster.words(decision) != "wait data" {
            return "the data was here"
        }
        switch decision {
        case .start(.birth), .start(.follow):
            if isBorn { return "born twice" }
            if answers.contains(where: { $0.gate?.without.isEmpty == false }) {
                return "another founds by hand"
            }
            for answer in answers where answer.gate?.isEmpty != true {
                let isBeginning = answer.members?.hasExactly(machine.node.cluster.members) == true
                if !isBeginning { return "\(answer.name) may have data" }
            }
        case .start: return "others were to be asked"
        case .startAdded(let announcement):
            if ["-", "begun", "member"].contains(standing) { return "nobody announced it" }
            let entries = lists.compactMap { $0.entry(announcement.id) }
            if entries.contains(where: { $0.hasRun || !$0.isAt(own) }) { return "not its own" }
        case .remove(let entry, let through):
            if !entry.isAt(own) || !["", name].contains(entry.name) { return "not its own" }
            if !healthy.contains(where: { $0.member == through }) { return "no quorum" }
            if answers.contains(where: { $0.status?.leader == entry.id }) { return "it leads" }
        case .announce(let list, let through):
            if list.entry(at: own) != nil { return "two entries for one URL" }
            if list.entries.contains(where: { $0.name == name }) { return "two of one name" }
            if !healthy.contains(where: { $0.member == through }) { return "no quorum" }
        case .wait: break
        }
        return nil
    }
}
