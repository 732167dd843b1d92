import Readback
import Testing
@testable import Basics
@testable import Configure
@testable import Desired
@testable import Status

@Suite struct FormerDataTests {
    private static let log: NodePath = "/var/lib/etcd/a1.etcd/member/wal"

    private func desired() throws -> DesiredState { try Golden.all[0].desiredState() }

    private func before(wasMember: Bool = false) throws -> DiskState {
        var disk = try Golden.all[0].before()
        disk.memberLog = Self.log
        disk.wasMember = wasMember
        return disk
    }

    @Test func `the log is looked for where etcd writes it`() throws {
        #expect(try desired().logDirectory == Self.log)
        var node = InstalledNode()
        node.units["etcd.service"] = InstalledNode.unit(
            "etcd.service",
            "Environment=ETCD_WAL_DIR=/wal\nExecStart=/usr/bin/etcd"
        )
        #expect(try node.desired().logDirectory == "/wal")
    }

    @Test func `a first boot beside somebody's data is refused`() throws {
        let plan = ConfigurePlan(try desired(), on: try before(), after: nil)
        #expect(plan.refusals.map(\.status) == [.badCluster])
        #expect(plan.refusals.map(\.path) == [Self.log])
    }

    @Test func `a run that is forced warns of it`() throws {
        let plan = ConfigurePlan(try desired(), on: try before(), after: nil, isForced: true)
        #expect(plan.refusals == [])
        #expect(
            plan.warnings(below: "/mnt").last
                == "/mnt/var/lib/etcd/a1.etcd/member/wal: etcd has data here already: "
                + "ETCD_INITIAL_CLUSTER, ETCD_INITIAL_CLUSTER_STATE and "
                + "ETCD_INITIAL_CLUSTER_TOKEN will have no effect"
        )
    }

    @Test func `a disk that remembers the member may have its data`() throws {
        let plan = ConfigurePlan(try desired(), on: try before(wasMember: true), after: nil)
        #expect(plan.refusals == [])
    }

    @Test func `a node that runs as described is adopted with its data`() throws {
        var disk = try before()
        disk.commit(ConfigurePlan(try desired(), on: disk, after: nil))
        let plan = ConfigurePlan(try desired(), on: disk, after: nil)
        #expect(plan.occasion == .adoption)
        #expect(plan.refusals == [])
    }

    @Test func `a node with a record of this member may have its data`() throws {
        let first = ConfigurePlan(try desired(), on: try Golden.all[0].before(), after: nil)
        for record in [first.journal, first.completed] {
            #expect(ConfigurePlan(try desired(), on: try before(), after: record).refusals == [])
        }
    }

    @Test func `data under another name than the record's is somebody's`() throws {
        let other = ConfigurePlan(
            try Golden.all[1].desiredState(),
            on: try Golden.all[0].before(),
            after: nil
        )
        let plan = ConfigurePlan(try desired(), on: try before(), after: other.completed)
        #expect(plan.occasion == .renewal(of: other.journal.identity))
        #expect(plan.refusals.map(\.path) == [Self.log])
    }
}
