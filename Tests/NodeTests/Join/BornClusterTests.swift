import Foundation
import TestSupport
import Testing

/// A cluster is founded, once, and grows.
@Suite(.whereNodesBoot, .namingLogs)
struct BornClusterTests {
    /// Seconds between two machines; 45 where `BOOTCMD_THOROUGHNESS=all` asks for what takes long.
    private static let pause: Duration =
        Thoroughness.current == .all ? .seconds(45) : .seconds(9)

    @Test(arguments: [["a1", "a2", "a3"], ["a3", "a1", "a2"], ["a2", "a3", "a1"]])
    func `founders that are switched on one after the other are one cluster`(
        order: [String]
    ) async throws {
        try await Room.open(order.joined(), machines: 3) { room in
            let machines = try await room.rack()
            for (index, name) in order.enumerated() {
                let machine = try #require(machines.first { $0.name == name })
                if index > 0 { try await Task.sleep(for: Self.pause) }
                try await machine.powerOn()
                guard index < 2 else { continue }
                // A disk is known to be empty once its own machine says so: who has not is named.
                let missing = machines.filter { !order[...index].contains($0.name) }.map {
                    "\($0.name) (\($0.address)) does not answer"
                }
                try await machine.says("its disk is empty, and \(missing.joined(separator: ", ")):")
            }
            try await machines.each { try await $0.isAtWork() }
            // Who comes a moment too late for the birth is added like anybody else.
            for machine in machines {
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a2", "a3"])
                let founding = try machine.gateLines().filter {
                    $0.contains("founding the cluster")
                }
                #expect(founding.count <= 1)
            }
        }
    }

    /// etcds that start at the same moment ask each other for a cluster, a second each, while none
    /// of them answers.
    @Test func `founders that are switched on together start after the one that is asked first`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.rack(["a1", "a2", "a3"], .init(release: .bookworm))
            try await machines.each { try await $0.powerOn() }
            try await machines.each { try await $0.isAtWork() }
            // None was left behind, to be taken out and added.
            for machine in machines {
                #expect(try machine.gateLines().contains { $0.contains("founding the cluster") })
            }
            let served = try #require(try machines[0].moment(of: "starting server... "))
            for machine in machines[1...] {
                let started = try #require(try machine.moment(of: "etcd Version: "))
                #expect(started > served, "\(machine.name)")
            }
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a network that comes up late is no birth`(release: DebianRelease) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            // Replaced once before: etcd's own check would not see it any more.
            try await machines[1].netboot()
            try await machines[1].isAtWork()
            try await machines[1].powerOff()
            try await machines[1].install()
            try await machines[1].powerOn(isOnline: false)
            try await machines[1].says(
                "a1 (192.168.99.51) does not answer, a3 (192.168.99.53) does not answer"
            )
            #expect(try await machines[1].logFiles() == [])
            try await machines[1].plugIn()
            try await machines[1].isAtWork()
            #expect(try await machines[0].members().count == 3)
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `two machines are added at once by a new description`(release: DebianRelease) async throws
    {
        try await Room.open(release.rawValue, machines: 5) { room in
            let contents = NodeDisk.Contents(release: release)
            let machines = try await room.bornRack(["a1", "a2", "a3"], contents)
            let before = try await machines[0].members()
            let names = (1...5).map { "a\($0)" }
            let added = try await room.rack(
                ["a4", "a5"],
                cluster: "cluster: " + NodeSeed.members(names),
                contents
            )
            try await added.each { try await $0.powerOn() }
            try await added.each { try await $0.isAtWork(within: .seconds(90)) }
            let after = try await added[1].members()
            #expect(after.map(\.name).sorted() == names)
            #expect(after.isSuperset(of: before))
            #expect(try await added[0].etcdctl("get", "key").contains("kept"))
        }
    }

    @Test func `a cluster of one grows, and is not kept waiting for itself`() async throws {
        try await Room.open(machines: 3) { room in
            let founder = try await room.bornRack(["a1"])
            let added = try await room.rack(
                ["a2", "a3"],
                cluster: "cluster: " + NodeSeed.members(["a1", "a2", "a3"])
            )
            try await added.each { try await $0.powerOn() }
            try await added.each { try await $0.isAtWork(within: .seconds(90)) }
            #expect(try await founder[0].members().count == 3)
        }
    }
}
