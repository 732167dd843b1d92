import TestSupport
import Testing
@testable import Basics
@testable import Desired
@testable import Status

/// Checks one by one: what is seen, and what is said of it.
@Suite struct CheckTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let subject: Check.Subject
        let state: Check.State
        let text: String
        let change: @Sendable (inout StatusObservation) throws -> Void

        var testDescription: String { "\(subject.rawValue): \(text)" }

        init(
            _ subject: Check.Subject,
            _ state: Check.State,
            _ text: String,
            _ change: @escaping @Sendable (inout StatusObservation) throws -> Void
        ) {
            (self.subject, self.state, self.text, self.change) = (subject, state, text, change)
        }
    }

    @Test func `another backend than the one described is named`() throws {
        let seen = try ObservedNode.working(
            in: ObservedNode.description + "\nflannel: {backend: host-gw}\n"
        )
        let check = try #require(NodeStatus(seen).firstFailure)
        #expect(
            check.text
                == "by vxlan, and host-gw is described; etcd's /admin/flannel/config decides, and flanneld's journal has the command that changes it:\n  journalctl -b -u flanneld | grep 'to change it'"
        )
    }

    @Test func `a worker whose address is not described holds its lease by any of its own`() throws
    {
        var seen = try ObservedNode.working(
            "w1",
            in: ObservedNode.description.replacing("w1=192.168.99.61", with: "w1")
        )
        #expect(NodeStatus(seen).verdict == .works)
        let rows = try #require(NodeStatus(seen).machines)
        #expect(rows.first { $0.name == "w1" }?.subnet == IPv4Network("172.18.18.0/24"))
        #expect(rows.count == 5)
        seen.interfaces[1] = try ObservedNode.interface("eth0", "192.168.99.99", mtu: 1500)
        #expect(NodeStatus(seen).firstFailure?.problem == "another machine has its subnet")
    }

    @Test func `a worker whose members cannot be asked is not called broken`() throws {
        var seen = try ObservedNode.working("w1")
        for name in ["a1", "a2", "a3"] { seen.answer(of: name, health: nil) }
        let check = try #require(NodeStatus(seen).checks.first { $0.subject == .cluster })
        #expect(check.state == .skip)
    }

    @Test func `a worker whose members have fallen apart is not called well`() throws {
        var seen = try ObservedNode.working("w1")
        seen.members = ObservedNode.list(["a1"])
        let check = try #require(NodeStatus(seen).checks.first { $0.subject == .cluster })
        #expect(check.state == .bad)
        #expect(check.text.hasPrefix("a1: a2 is at work, and in another list; a3 is at work"))
    }

    @Test(arguments: nodeRows + memberRows + overlayRows)
    func `what is seen comes to this`(row: Row) throws {
        var seen = try ObservedNode.working()
        try row.change(&seen)
        let check = try #require(NodeStatus(seen).checks.first { $0.subject == row.subject })
        #expect(check.state == row.state)
        #expect(check.text == row.text)
        #expect(check.problem.isEmpty == !check.fails)
    }
}
