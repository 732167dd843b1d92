import Foundation
import TestSupport
import Testing

/// More members are lost than the others can replace.
@Suite(.whereNodesBoot, .namingLogs)
struct LostQuorumTests {
    /// Whether the member that is left is started again meanwhile: its client port then says
    /// nothing.
    @Test(arguments: DebianRelease.all(orOnly: .bookworm), [false, true])
    func `two of three wait, and are in again once the third was told to go on alone`(
        release: DebianRelease,
        isRestarted: Bool
    ) async throws {
        let label = "\(release.rawValue)\(isRestarted ? "-restarted" : "")"
        try await Room.open(label, places: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (left, lost) = try await machines.loseQuorum(restarting: isRestarted)

            // The sentence's command, as systemd carries it out.
            try await left.stop()
            try await left.start(setting: ["ETCD_FORCE_NEW_CLUSTER=true"])
            try await lost.each { try await $0.isAtWork(within: .seconds(90)) }
            for machine in machines {
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a2", "a3"])
                #expect(try await machine.etcdctl("get", "key").contains("kept"))
            }
        }
    }

    @Test func `a member that is taken out while it runs ends, and joins when netbooted`()
        async throws
    {
        try await Room.open(places: 3) { room in
            let machines = try await room.bornRack()
            let removed = try #require(try await machines[1].ownEntry())
            try await machines[0].takeOut(removed)
            try await machines[1].ended()
            // Its data says that it is that member: the gate has nothing to say, and etcd says why.
            try await machines[1].start()
            try await machines[1].ended()
            let log = try String(contentsOf: machines[1].log, encoding: .utf8)
            #expect(log.contains("the member has been permanently removed from the cluster"))
            #expect(log.hasSuffix("etcd: ended with 0\n"))

            try await machines[1].netboot()
            try await machines[1].isAtWork()
            let members = try await machines[0].members()
            #expect(members.map(\.name).sorted() == ["a1", "a2", "a3"])
            #expect(!members.contains(removed))
        }
    }
}
