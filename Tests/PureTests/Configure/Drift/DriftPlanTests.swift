import TestSupport
import Testing
@testable import Basics
@testable import Configure
@testable import Desired
@testable import Units

/// What is planned for a node that is no longer what it was configured to be.
@Suite struct DriftPlanTests {
    private let desired: DesiredState
    private let first: ConfigurePlan
    private var disk: DiskState
    private static let conf: NodePath = "/etc/etcd/etcd.conf"
    private static let dropIn: NodePath = "/etc/systemd/system/etcd.service.d/restart.conf"

    init() throws {
        desired = try Golden.all[0].desiredState()
        disk = try Golden.all[0].before()
        first = ConfigurePlan(desired, on: disk, after: nil)
        disk.commit(first)
        disk.boot = "boot-2"
    }

    private func plan(_ drift: Drift, on disk: DiskState) -> ConfigurePlan {
        ConfigurePlan(desired, on: disk, after: first.completed, because: drift)
    }

    @Test func `files that are back as they were before are written again, with a reboot`() {
        var disk = disk
        disk.contents[Self.conf] = disk.backups[Self.conf]
        disk.contents[Self.dropIn] = nil
        var drift = Drift()
        drift.reverted = [Self.conf, Self.dropIn]
        let plan = plan(drift, on: disk)
        #expect(plan.occasion == .drift(drift))
        #expect(plan.changes.map(\.path) == [Self.conf, Self.dropIn])
        #expect(plan.changes.map(\.action) == [.replace(.kept), .create])
        #expect(plan.warnings(below: "") == desired.warnings)
        #expect(plan.ending == .reboot)
    }

    @Test func `an edit is left alone where a program is another one`() {
        var disk = disk
        disk.contents[Self.conf] = [1]
        disk.contents[Self.dropIn] = [2]
        disk.links = []
        var drift = Drift()
        drift.software = ["/usr/bin/etcd"]
        let plan = plan(drift, on: disk)
        #expect(plan.changes == [])
        #expect(plan.files.filter { $0.action == .leave }.map(\.path) == [Self.conf, Self.dropIn])
        #expect(plan.warnings(below: "/r").count { $0.hasPrefix("/r/etc/") } == 2)
        // Nor is a unit enabled again that somebody disabled.
        #expect(!plan.units.needEnabling)
        #expect(plan.ending == .nothing)
        #expect(plan.changedBoots == nil)
    }

    @Test func `what was left is named at every boot that follows`() throws {
        var disk = disk
        disk.contents[Self.conf] = [1]
        let (etcd, flanneld) = (first.units.links[0], first.units.links[1])
        disk.links.remove(etcd)
        var drift = Drift()
        drift.software = ["/usr/bin/etcd"]
        let record = plan(drift, on: disk).completed(links: [], facts: NodeFacts(agent: "2"))
        let later = Drift(
            since: record,
            agent: "2",
            stamps: [:],
            contents: disk.contents,
            backups: [:],
            links: disk.links
        )
        #expect(later.edited == [Self.conf])
        #expect(later.disabled == [etcd])
        #expect(!later.needsDecision)

        // A link that an upgraded unit wants, and that never was, is nobody's doing.
        var former = first.completed
        former.facts?.links = [etcd]
        disk.links = [etcd]
        let upgraded = ConfigurePlan(desired, on: disk, after: former, because: drift)
        #expect(!upgraded.units.needEnabling)
        #expect(upgraded.completed.facts?.links == [etcd])
        #expect(first.completed.facts?.links.contains(flanneld) == true)
    }

    @Test(arguments: [true, false])
    func `what a run left alone is left when it was cut, too`(isLost: Bool) throws {
        var disk = disk
        disk.contents[Self.conf] = [1]
        disk.links.remove(first.units.links[0])
        var drift = Drift()
        if isLost {
            drift.reverted = [Self.dropIn]
            disk.contents[Self.dropIn] = nil
        } else {
            drift.software = ["/usr/bin/etcd"]
        }
        let cut = plan(drift, on: disk).journal
        let resumed = ConfigurePlan(desired, on: disk, after: cut)
        #expect(resumed.occasion == .resumption)
        #expect(resumed.files.filter { $0.action == .leave }.map(\.path) == [Self.conf])
        #expect(resumed.units.needEnabling == isLost)
        #expect(resumed.journal == cut)
        #expect(resumed.completed.facts?.links == first.completed.facts?.links)
        // Who forces a run means it.
        let forced = ConfigurePlan(desired, on: disk, after: cut, isForced: true)
        #expect(forced.files.allSatisfy { $0.action != .leave })
        #expect(forced.units.needEnabling)
    }

    @Test func `what another program needs is written without a reboot`() throws {
        var golden = Golden.all[0]
        golden.installed = (Version(3, 3), Version(0, 17))
        let other = try golden.desiredState()
        var drift = Drift()
        drift.software = ["/usr/bin/etcd"]
        let plan = ConfigurePlan(other, on: disk, after: first.completed, because: drift)
        #expect(!plan.changes.isEmpty)
        #expect(plan.changes.allSatisfy { $0.action == .replace(.ours) })
        #expect(plan.ending == .reload(isStale: false))
        // It counts: a program that is another one at each boot is followed three times.
        #expect(plan.changedBoots == ChangedBoots(ids: ["boot-2"]))
        disk.expectRefusal(of: other, after: first.completed, because: drift)
    }
}

extension DiskState {
    fileprivate func expectRefusal(
        of other: DesiredState,
        after record: Record,
        because drift: Drift
    ) {
        var disk = self
        disk.changedBoots = ChangedBoots(ids: ["a", "b", "c"])
        let plan = ConfigurePlan(other, on: disk, after: record, because: drift)
        #expect(plan.refusals == [.stillChanging(boots: 3)])
        #expect(plan.refusals.map(\.status) == [.unavailable])
        // The boot that is in the row may: it is the same one.
        disk.changedBoots = ChangedBoots(ids: ["a", "b", "boot-2"])
        #expect(ConfigurePlan(other, on: disk, after: record, because: drift).refusals == [])
    }
}
