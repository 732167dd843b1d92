import Basics
import TestSupport
import Testing
@testable import Configure
@testable import Units

/// A node that the script configured.
extension ConfigurePlanTests {
    func script() -> DiskState {
        var seen = before
        seen.commit(first())
        for path in Self.extras { seen.contents[path] = nil }
        return seen
    }

    @Test func `the script's node is adopted without a reboot`() {
        let plan = ConfigurePlan(desired, on: script(), after: nil)
        #expect(plan.occasion == .adoption)
        #expect(plan.changes.map(\.path) == Self.extras)
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.group == nil)
        #expect(!plan.units.needEnabling)
        #expect(!plan.reboots)
        // The pristine copies are there, and undo gives them back.
        #expect(plan.journal.files.filter { $0.origin == .replaced }.map(\.path) == Self.ours)
        // What was there before us stays when we are undone.
        #expect(plan.journal.links == [])
        #expect(plan.journal.group == nil)
        #expect(plan.journal.directories == [])
    }

    private static let almost: [(String, @Sendable (inout DiskState) -> Void)] = [
        // what is not as the script left it
        ("a byte", { $0.contents["/etc/etcd/etcd.conf"]?.append(0x0A) }),
        ("a file", { $0.contents["/etc/systemd/system/etcd.service.d/restart.conf"] = nil }),
        ("the group", { $0.group = .absent }),
        ("a link", { _ = $0.links.popFirst() }),
    ]

    @Test(arguments: almost.indices)
    func `a node that differs from the script's is configured`(index: Int) {
        let (name, change) = Self.almost[index]
        var seen = script()
        change(&seen)
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.occasion == .first, "\(name)")
        #expect(plan.reboots, "\(name)")
    }
}
