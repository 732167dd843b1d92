import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Etcd
@testable import Join

/// Etcds that nobody described, and that count a described machine among their members.
@Suite struct DiallerTests {
    private func membership(_ a1: String, dialler: String) throws -> Membership {
        let url = try PeerURL("http://192.168.99.54:2380")
        var answer = try JoiningCluster.answer(dialler, of: "a1")
        answer.member = InitialCluster.Member(name: "a4", url: url)
        return Membership(
            [
                try JoiningCluster.answer(a1, of: "a1"),
                try JoiningCluster.answer("empty", of: "a3"),
            ],
            diallers: [answer]
        )
    }

    @Test(arguments: [
        ("remembers:late+a4", "wait undescribed a4"), ("lost:late+a4", "wait undescribed a4"),
        ("quorum:late+a4", "wait undescribed a4"),
        // It says nothing, never was at work, or knows none of these machines.
        ("mute", "start follow"), ("silent", "start follow"), ("remembers:unborn", "start follow"),
        ("remembers:elsewhere", "start follow"),
    ])
    func `nothing is founded beside a cluster that has this one's machines`(
        dialler: String,
        decision: String
    ) throws {
        let membership = try membership("empty", dialler: dialler)
        let machine = try JoiningCluster.machine()
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == decision)

        var memory = machine.memory
        memory.hear(membership, at: machine)
        #expect(memory.heard == (decision.hasSuffix("a4") ? "a4" : nil))
    }

    @Test func `nor by hand; what is described comes first`() throws {
        let strange = try membership("silent", dialler: "remembers:late+a4")
        let byHand = try JoiningCluster.machine(without: ["a1"])
        #expect(
            JoiningCluster.words(JoinDecision(byHand, in: strange)) == "wait undescribed a4"
        )
        let atWork = try membership("quorum:late", dialler: "remembers:late+a4")
        let machine = try JoiningCluster.machine()
        #expect(JoiningCluster.words(JoinDecision(machine, in: atWork)) == "remove 2 a1")
    }

    @Test func `nor by a machine that is the only one which is described`() throws {
        let a2 = "a2=http://192.168.99.52:2380"
        let machine = try JoiningCluster.machine(members: a2)
        var dialler = try JoiningCluster.answer("quorum:late+a4", of: "a1")
        let membership = Membership([], diallers: [dialler])
        #expect(
            JoiningCluster.words(JoinDecision(machine, in: membership)) == "wait undescribed a1"
        )
        dialler.memory = .silent
        dialler.listed = nil
        let silent = Membership([], diallers: [dialler])
        #expect(JoiningCluster.words(JoinDecision(machine, in: silent)) == "start alone")
    }

    @Test func `it is named, with what to do`() throws {
        let membership = try membership("empty", dialler: "remembers:late+a4")
        guard
            case .wait(let obstacle) = JoinDecision(try JoiningCluster.machine(), in: membership)
        else { return #expect(Bool(false)) }
        #expect(
            "\(obstacle)" == """
                a4 is in cluster c with a1 a2 a3 a4, and asks this machine as one of its members; \
                cluster.yaml describes nobody at 192.168.99.54: nothing is founded beside that; \
                waiting; describe all members of that cluster on all machines, and run there:
                  bootcmd --force
                or, to give that cluster up, stop etcd there, and run here:
                  bootcmd join --replace
                """
        )
    }
}
