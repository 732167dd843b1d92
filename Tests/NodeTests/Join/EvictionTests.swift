import Configure
import TestSupport
import Testing

/// Nobody is taken out who may live, and nobody is added who is not configured.
@Suite(.whereNodesBoot, .namingLogs)
struct EvictionTests {
    @Test func `a member whose address another network card has is not taken out`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let (replaced, before) = (machines[1], try await machines[0].members())
            for other in [machines[0], machines[2]] { try await replaced.isKnown(to: other) }
            let card = try await replaced.beShadowed()
            try await replaced.netboot()
            try await replaced.says(
                "another machine, whose network card is \(card), has 192.168.99.52"
            )
            #expect(try await machines[0].members() == before)
            try await replaced.beUnshadowed()
            try await replaced.isAtWork()
            #expect(try await machines[0].members().intersection(before).count == 2)
        }
    }

    @Test func `data that appears while the others are asked is not given up`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let (machine, before) = (machines[1], try await machines[0].members())
            let disk = await machine.disk
            try await machine.powerOff()
            try await machine.install()
            try await machine.bringDataBackWhileAsked(from: disk)
            try await machine.powerOn()
            try await machine.says("in a moment: ")
            try await machine.isAtWork()
            #expect(try await machines[0].members() == before)
            #expect(try await machine.keys() == 1)
        }
    }

    @Test func `a machine whose configuration is gone joins once it is configured`() async throws {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let (machine, before) = (machines[1], try await machines[0].members())
            try await machine.powerOff()
            try await machine.install()
            try await machine.disk.remove("/etc/bootcmd/state.json")
            try await machine.powerOn()
            let advice = try await machine.advises(after: "this machine is not configured as a2")
            #expect(try await machines[0].members() == before)
            try await machine.type(try #require(advice.first).line)
            try await machine.isAtWork()
        }
    }

    @Test func `a cluster.yaml that waits for --force is not what a machine joins by`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[1]
            try await machine.powerOff()
            try await machine.install()
            let edited = NodeSeed.members(["a1", "a2", "a3"]).replacing("52:2380", with: "52:2381")
            try await machine.disk.write(
                "cluster: \(edited)\n",
                to: "/var/cloud-init/cluster.yaml"
            )
            try await machine.powerOn()
            try await machine.isAtWork()
            #expect(try await machine.ownEntry()?.peerURL == "http://192.168.99.52:2380")
        }
    }
}
