import Foundation
import TestSupport
import Testing

/// More members are lost than the others can replace.
@Suite(.whereNodesBoot, .namingLogs)
struct LostQuorumTests {
    /// Whether the member that is left is started again meanwhile: its client port then says
    /// nothing.
    @Test(arguments: DebianRelease.all(orOnly: .bookworm), [false, true].orOnly([true]))
    func `two of three wait, and are in again once the third was told to go on alone`(
        release: DebianRelease,
        isRestarted: Bool
    ) async throws {
        let label = "\(release.rawValue)\(isRestarted ? "-restarted" : "")"
        try await Room.open(label, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (left, lost) = try await machines.loseQuorum(restarting: isRestarted)

            let advice = try await lost[0].advises(after: "their data is lost for good, run on a1:")
            let said = try await left.type(try #require(advice.first).line)
            #expect(said.contains("a1 continues alone with its data"), "\(said)")
            try await lost.each { try await $0.isAtWork(within: .seconds(90)) }
            for machine in machines {
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a2", "a3"])
                #expect(try await machine.etcdctl("get", "key").contains("kept"))
            }
        }
    }

    /// What was acknowledged last is in nothing but the log, and above what that says is committed:
    /// etcd's own way drops it, and so does a snapshot of the database. Here the others have it, and
    /// were stopped before they could answer.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `what a member has that lost its power, and the others' disks, all have afterwards`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (left, lost) = (machines[0], Array(machines[1...]))
            try await left.lead(machines)
            try await left.write(1...20)
            for other in lost { try await other.signal("STOP", to: "/usr/bin/etcd") }
            await #expect(throws: (any Error).self) { try await left.write(21...21) }
            try await machines.each { try await $0.powerOff() }
            try await lost.each { try await $0.install() }
            try await machines.each { try await $0.powerOn() }
            let advice = try await lost[0].advises(after: "their data is lost for good, run on a1:")
            let early = try await left.type("bootcmd join --alone")
            #expect(early.contains("etcd runs: stop it first"), "\(early)")
            let said = try await left.type(try #require(advice.first).line)
            #expect(said.contains("a1 continues alone with its data"), "\(said)")
            try await machines.each { try await $0.isAtWork() }
            for machine in machines {
                #expect(try await machine.keys() == 22)
                #expect(try await machine.members().count == 3)
            }
            try await lost[0].write(22...30)
            for machine in machines { #expect(try await machine.keys() == 31) }
            // It has the data as well, and newer.
            try await left.stop()
            try await lost[0].write(31...32)
            try await lost[1].powerOff()
            let newer = try await left.type("bootcmd join --alone")
            #expect(
                newer.contains("a2 has the cluster's data as well, and with this machine 2 of 3"),
                "\(newer)"
            )
            try await left.start()
            try await left.isAtWork()
            #expect(try await left.keys() == 33)
            try await lost[1].powerOn()
            try await lost[1].isAtWork()

            try await left.stop()
            let late = try await left.type("bootcmd join --alone")
            #expect(late.contains("a2, a3 are at work: nothing is lost"), "\(late)")
            for other in lost { try await other.signal("STOP", to: "/usr/bin/etcd") }
            let mute = try await left.type("bootcmd join --alone")
            #expect(mute.contains("a2, a3: something listens on the peer port and"), "\(mute)")
            for other in lost { try await other.signal("CONT", to: "/usr/bin/etcd") }
        }
    }

    @Test(arguments: [false, true])
    func `whom the data lists is asked, also where nobody describes him any more`(usesTLS: Bool)
        async throws
    {
        try await Room.open(usesTLS ? "tls" : "plain", machines: 3) { room in
            let authority = usesTLS ? try await TestAuthority() : nil
            let machines = try await room.bornRack(["a1", "a2", "a3"], authority: authority)
            let (machine, others) = (machines[0], Array(machines[1...]))
            try await machine.kill()
            let own = NodeSeed.members(["a1"], scheme: usesTLS ? "https" : "http")
            try await machine.disk.write("cluster: \(own)\n", to: "/var/cloud-init/cluster.yaml")
            try await machine.type("bootcmd --force")
            let early = try await machine.type("bootcmd join --alone")
            #expect(early.contains("at work: nothing is lost"), "\(early)")
            try await others.each { try await $0.stop() }
            let alone = try await machine.type("bootcmd join --alone")
            #expect(alone.contains("a1 continues alone with its data"), "\(alone)")
        }
    }

    @Test func `a member whose data lists nobody else goes on alone with it`() async throws {
        try await Room.open(machines: 1) { room in
            let machine = try await room.bornRack(["a1"])[0]
            try await machine.write(1...20)
            try await machine.kill()
            let said = try await machine.type("bootcmd join --alone")
            #expect(said.contains("a1 continues alone with its data"), "\(said)")
            try await machine.start()
            try await machine.isAtWork()
            #expect(try await machine.keys() == 21)
        }
    }

    /// Two machines that both went on alone would be two clusters.
    @Test func `of two machines that are told to go on alone at once, at most one does`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            try await machines[2].powerOff()
            for machine in machines[..<2] { try await machine.kill() }
            async let first = machines[0].type("bootcmd join --alone")
            async let second = machines[1].type("bootcmd join --alone")
            let said = try await [first, second]
            let alone = zip(machines, said).filter { $1.contains("continues alone") }.map(\.0)
            #expect(alone.count <= 1, "\(said)")
            #expect(
                said.contains {
                    $0.contains("2 of 3 are a quorum") || $0.contains("something listens on the")
                },
                "\(said)"
            )
            // Their ports are free again.
            let next = alone.isEmpty ? Array(machines[..<2]) : alone
            for machine in next { try await machine.start() }
            try await next[0].isAtWork()
        }
    }

    @Test func `a member that is taken out while it runs ends, and joins when netbooted`()
        async throws
    {
        try await Room.open(machines: 3) { room in
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
