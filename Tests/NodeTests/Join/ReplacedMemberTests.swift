import Foundation
import TestSupport
import Testing

/// A machine dies, and is netbooted with an empty disk under its name and address.
@Suite(.whereNodesBoot, .namingLogs)
struct ReplacedMemberTests {
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a machine that is netbooted anew is in its cluster again, however often`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let replaced = machines[1]
            var ids = [try #require(try await replaced.ownEntry()).id]
            for _ in 0..<3 {
                try await replaced.netboot()
                try await replaced.isAtWork()
                let members = try await replaced.members()
                #expect(members.map(\.name).sorted() == ["a1", "a2", "a3"])
                ids.append(try #require(members.first { $0.name == "a2" }).id)
                #expect(try await replaced.etcdctl("get", "key").contains("kept"))
            }
            #expect(Set(ids).count == 4, "\(ids)")
        }
    }

    /// What the gate is there for. It is etcd's doing, which no edit here changes.
    @Test(.enabled(if: Thoroughness.current != .few), arguments: DebianRelease.all)
    func `without the gate, a second replacement poisons the disk`(release: DebianRelease)
        async throws
    {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let replaced = machines[1]
            try await replaced.netboot()
            try await replaced.isAtWork()

            try await replaced.powerOff()
            try await replaced.install()
            try await replaced.removeGate()
            try await replaced.powerOn()
            // It ends by itself, with 0, and has a log: no start is ever different from now on.
            try await replaced.ended()
            let log = try String(contentsOf: replaced.log, encoding: .utf8)
            #expect(log.contains("the member has been permanently removed from the cluster"))
            #expect(log.hasSuffix("etcd: ended with 0\n"))
            #expect(try await replaced.logFiles().count == 1)
        }
    }

    /// Its etcd would be turned away, at each start, by a cluster that counts it as a voter.
    @Test func `a machine whose etcd is older than the cluster takes nobody's place in it`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let born = try await room.bornRack(["a1", "a2"], .init(release: .trixie))
            let before = try await born[0].members()
            let older = try await room.rack(
                ["a3"],
                cluster: "cluster: " + NodeSeed.members(["a1", "a2", "a3"]),
                .init(release: .bookworm)
            )[0]
            try await older.powerOn()
            try await older.says(
                "the cluster runs as etcd 3.5, and etcd 3.4.23, which is installed"
            )
            #expect(try await born[0].members() == before)
            #expect(try await older.logFiles() == [])
        }
    }

    @Test func `a machine that led the others is replaced once they have another leader`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            var leader = machines[0]
            for machine in machines where try await machine.leads() { leader = machine }
            let before = try #require(try await leader.ownEntry())
            try await leader.netboot()
            try await leader.isAtWork()
            let members = try await leader.members()
            #expect(members.count == 3)
            #expect(!members.contains(before))
        }
    }

    @Test func `two of five are replaced at the same moment`() async throws {
        try await Room.open(machines: 5) { room in
            let names = (1...5).map { "a\($0)" }
            let machines = try await room.bornRack(names)
            let before = try await machines[0].members()
            let lost = Array(machines[1...2])
            try await lost.each { try await $0.netboot() }
            try await lost.each { try await $0.isAtWork(within: .seconds(90)) }
            let after = try await machines[0].members()
            #expect(after.map(\.name).sorted() == names)
            #expect(after.intersection(before).map(\.name).sorted() == ["a1", "a4", "a5"])
        }
    }

    @Test func `a member that is gone for good stands in the way until it is taken out`()
        async throws
    {
        try await Room.open(machines: 5) { room in
            let machines = try await room.bornRack((1...5).map { "a\($0)" })
            let gone = try #require(try await machines[2].ownEntry())
            try await machines[2].powerOff()
            try await machines[1].netboot()
            try await machines[1].says("no member can be added before a3 (\(gone.id))")
            try await machines[1].says("  etcdctl member remove \(gone.id)")
            try await machines[0].etcdctl("member", "remove", gone.id)
            try await machines[1].isAtWork(within: .seconds(15))
            #expect(
                try await machines[1].members().map(\.name).sorted() == ["a1", "a2", "a4", "a5"]
            )
        }
    }

    @Test func `data of this very instance that is not there is waited for, until it is given up`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[1]
            let before = try await machine.members()
            // Its first start is its last one with data.
            try await machine.remembers("member")
            try await machine.kill()
            try await machine.moveDataAway()
            try await machine.powerOn()
            try await machine.says("the data of member a2 was here, and")
            #expect(try await machines[0].members() == before)
            let look = try await machine.join("--dry-run").run()
            #expect(look.status == 75)
            #expect(look.standardOutput.contains("memory: its data was here"))

            // The disk is there after all.
            try await machine.moveDataBack()
            try await machine.isAtWork()
            #expect(try await machines[0].members() == before)

            try await machine.kill()
            try await machine.moveDataAway()
            try await machine.powerOn()
            try await machine.says("the data of member a2 was here, and", times: 2)
            try await machine.join("--replace").succeed()
            try await machine.isAtWork()
            #expect(try await machines[0].members().intersection(before).count == 2)
        }
    }
}
