import Foundation
import TestSupport
import Testing

/// Machines and members that are not what they are said to be.
@Suite(.whereNodesBoot, .namingLogs)
struct StrangeMachineTests {
    @Test func `a machine with another's meta-data, at another address, takes nobody's place`()
        async throws
    {
        try await Room.open(machines: 4) { room in
            let machines = try await room.bornRack()
            let before = try await machines[0].members()
            let impostor = try await RackMachine(
                "a2",
                at: "a6",
                cluster: "cluster: " + NodeSeed.members(["a1", "a2", "a3"]),
                .init(),
                in: room
            )
            try await impostor.powerOn()
            try await impostor.says("192.168.99.52, the address of a2, is on no interface")
            #expect(try await machines[0].members() == before)
            try await machines[1].isAtWork()
        }
    }

    @Test func `a member that is described at a new address leaves its old entry to the operator`()
        async throws
    {
        try await Room.open(machines: 4) { room in
            let machines = try await room.bornRack()
            let old = try #require(try await machines[1].ownEntry())
            try await machines[1].powerOff()
            let url = "a2=http://192.168.99.56:2380"
            let moved = try await RackMachine(
                "a2",
                at: "a6",
                cluster: "cluster: \(NodeSeed.members(["a1"])),\(url),\(NodeSeed.members(["a3"]))",
                .init(),
                in: room
            )
            try await moved.powerOn()
            try await moved.says("the cluster has a2 at http://192.168.99.52:2380")
            try await moved.says("  etcdctl member remove \(old.id)")
            #expect(try await machines[0].members().contains(old))

            try await machines[0].takeOut(old)
            try await moved.isAtWork()
            #expect(try await moved.ownEntry()?.peerURL == "http://192.168.99.56:2380")
        }
    }

    @Test func `members that accept connections and say nothing are no birth`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let others = [machines[0], machines[2]]
            try await machines[1].powerOff()
            try await machines[1].install()
            for other in others { try await other.signal("STOP", to: "/usr/bin/etcd") }
            try await machines[1].powerOn()
            try await machines[1].says(
                "a1, a3: something listens on the peer port and does not tell"
            )
            #expect(try await machines[1].logFiles() == [])
            for other in others { try await other.signal("CONT", to: "/usr/bin/etcd") }
            try await machines[1].isAtWork()
        }
    }

    @Test func `the members of a command line are those that etcd is told`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            try await machines[1].powerOff()
            try await machines[1].install()
            try await machines[1].forgetDescription()
            try await machines[1].powerOn()
            try await machines[1].isAtWork()
            #expect(try await machines[0].members().count == 3)
        }
    }
}
