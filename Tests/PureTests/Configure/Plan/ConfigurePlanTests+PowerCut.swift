import TestSupport
import Testing
@testable import Basics
@testable import Configure
@testable import Units

/// A run that was cut.
extension ConfigurePlanTests {
    @Test(arguments: 0...7)
    func `a run that was cut is finished`(renamed: Int) {
        let first = first()
        var seen = before
        seen.commit(first, files: renamed)
        seen.group = .present
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)

        #expect(plan.occasion == .resumption)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path).suffix(7 - renamed))
        let kept = first.changes.prefix(renamed).filter(\.keepsBackup).map(\.path)
        #expect(
            plan.files.filter(\.keepsBackup).map(\.path)
                == Self.ours.filter { !kept.contains($0) }
        )
        #expect(plan.journal == first.journal)
        #expect(plan.reboots)
    }

    @Test func `a run that was cut after its last change needs no reboot but the cut's own`() {
        let first = first()
        var seen = before
        seen.commit(first)
        // The program died, the power did not.
        #expect(ConfigurePlan(desired, on: seen, after: first.journal).reboots)
        seen.boot = "boot-2"
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)
        #expect(plan.occasion == .resumption)
        #expect(plan.isEmpty)
        #expect(!plan.reboots)
        #expect(plan.journal.rebootOwedIn == nil)
    }

    @Test func `a cut between the backup and the new file loses neither`() {
        let first = first()
        var seen = before
        seen.backups["/etc/etcd/etcd.conf"] = seen.contents["/etc/etcd/etcd.conf"]
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == ["/etc/sysconfig/flanneld"])
        #expect(plan.journal == first.journal)
    }

    @Test func `an undo that was cut is a run that was cut`() {
        var record = first().journal
        record.phase = .undoing
        #expect(ConfigurePlan(desired, on: before, after: record).occasion == .resumption)
    }

    @Test(arguments: [
        // the boot of the record, this boot, whether a reboot is owed
        (nil, nil, false),
        ("boot-1", nil, false),
        (nil, "boot-1", false),
        ("boot-1", "boot-2", false),
        ("boot-1", "boot-1", true),
    ])
    func `a reboot is owed in the boot that wrote`(owed: String?, boot: String?, needed: Bool) {
        var seen = before
        seen.commit(first())
        seen.boot = boot
        var record = first().completed
        record.rebootOwedIn = owed
        #expect(ConfigurePlan(desired, on: seen, after: record).reboots == needed)
    }
}
