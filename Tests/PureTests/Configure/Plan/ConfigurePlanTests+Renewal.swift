import Basics
import TestSupport
import Testing
@testable import Cluster
@testable import Configure
@testable import Units

/// Another instance, another name.
extension ConfigurePlanTests {
    @Test func `another instance for which nothing changes is recorded, and not rebooted`() {
        var seen = before
        seen.commit(first())
        seen.boot = "boot-2"
        var record = first().completed
        record.identity = Identity(instanceID: "i-old", hostName: "a1")

        let plan = ConfigurePlan(desired, on: seen, after: record)
        #expect(plan.occasion == .renewal(of: record.identity))
        #expect(plan.isEmpty)
        #expect(plan.ending == .nothing)
        #expect(plan.journal.rebootOwedIn == nil)
        #expect(plan.journal.identity.instanceID == "iid-local01")
        #expect(plan.journal.files == record.files)
        #expect(plan.journal.links == record.links)
        #expect(plan.journal.group == "docker")
    }

    @Test func `a node that is renamed keeps the first backup`() throws {
        let old = ConfigurePlan(try Golden.all[1].desiredState(), on: before, after: nil)
        var seen = before
        seen.commit(old)
        seen.boot = "boot-2"

        let plan = ConfigurePlan(desired, on: seen, after: old.completed)
        #expect(plan.occasion == .renewal(of: old.journal.identity))
        // Its name, and the address that flannel uses.
        #expect(
            plan.changes.map(\.path) == [
                "/etc/etcd/etcd.conf", "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
            ]
        )
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.journal.files.map(\.origin) == old.journal.files.map(\.origin))
        // Until it is replaced, the file may be of either name.
        let file = try #require(plan.journal.files.first)
        #expect(file.previous == old.journal.files.first?.fingerprint)
        #expect(plan.completed.files.first?.previous == nil)
    }
}
