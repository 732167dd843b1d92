import Configure
import Foundation
import TestSupport
import Testing

/// Machines of which not all are there, or as they should be, on the day of the birth.
@Suite(.whereNodesBoot, .namingLogs)
struct FirstDayTests {
    /// One that is off, and one whose gate is mute, as that of an agent before 2.1 is.
    @Test(arguments: [false, true].orOnly([true]), [false, true])
    func `a rack is born without a machine once its operator says so, or with it`(
        isOn: Bool,
        comes: Bool
    ) async throws {
        let label = (isOn ? "mute" : "off") + (comes ? "-comes" : "-founded")
        try await Room.open(label, machines: 3) { room in
            let machines = try await room.rack()
            let there = Array(machines[..<2])
            try await isOn ? machines[2].plugIn() : machines[2].unplug()
            try await there.each { try await $0.powerOn() }
            let silence = isOn ? "a3 is up, and neither its etcd" : "a3 (192.168.99.53) does not"
            let advice = try await there[0].advises(after: "its disk is empty, and \(silence)")
            #expect(advice.map(\.line) == ["bootcmd join --found"])
            for machine in there { #expect(try await machine.logFiles() == []) }
            if !comes {
                try await there[1].type(try #require(advice.first).line)
                try await there.each { try await $0.isAtWork() }
                try await there[0].write(1...3)
            }
            try await machines[2].powerOn()
            try await machines.each { try await $0.isAtWork() }
            if comes { try await there[0].write(1...3) }
            for machine in machines {
                #expect(try await machine.keys() == 3)
                #expect(try await machine.members().map(\.name).sorted() == ["a1", "a2", "a3"])
            }
        }
    }

    /// On the network in the clear, whoever takes a machine's address is that machine: README says
    /// so.
    @Test(arguments: ["http", "https"])
    func `a stranger at a machine's address founds nothing among members that talk over TLS`(
        scheme: String
    ) async throws {
        let authority = scheme == "https" ? try await TestAuthority() : nil
        try await Room.open(scheme, machines: 3) { room in
            let machines = try await room.rack(authority: authority)
            let there = Array(machines[..<2])
            let liar = try await machines[2].beImpersonated(scheme: scheme)
            try await there.each { try await $0.powerOn() }
            if authority != nil {
                for machine in there {
                    try await machine.says(
                        "a3: the gate there has no certificate that the authority"
                    )
                    #expect(try await machine.logFiles() == [])
                }
                liar.kill()
                try await machines[2].powerOn()
            }
            try await (authority == nil ? there : machines).each { try await $0.isAtWork() }
            #expect(try await there[0].members().count == 3)
            liar.kill()
        }
    }

    @Test func `a data disk that is not mounted at the first start is waited for by all`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.rack()
            let fstab = "tmpfs /var/lib/etcd tmpfs defaults 0 0\n"
            try await machines[0].disk.write(fstab, to: "/etc/fstab")
            try await machines.each { try await $0.powerOn() }
            let advice = try await machines[0].advises(after: "/var/lib/etcd, above")
            #expect(advice.map(\.line) == ["mount /var/lib/etcd"])
            try await machines[1].says("a1 waits for a cluster's data that was on its disk")
            try await machines[0].type(try #require(advice.first).line)
            try await machines.each { try await $0.isAtWork() }
        }
    }

    @Test func `a rack whose data disks are not mounted founds nothing on its root disks`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let before = try await machines[0].members()
            try await machines.each { machine in
                // Once: this is the second start of its life.
                try await machine.remembers("member")
                try await machine.kill()
            }
            for machine in machines { try await machine.moveDataAway() }
            try await machines.each { try await $0.powerOn() }
            for machine in machines {
                let lost = "the data of member \(machine.name) was here, and"
                let advice = try await machine.advises(after: lost)
                #expect(advice.map(\.line) == ["bootcmd join --replace"])
                #expect(try await machine.logFiles() == [])
            }
            for machine in machines { try await machine.moveDataBack() }
            try await machines.each { try await $0.isAtWork() }
            #expect(try await machines[0].members() == before)
            #expect(try await machines[0].keys() == 1)
        }
    }
}

extension RackMachine {
    /// Has another machine take its address, and say that its disk is empty.
    func beImpersonated(scheme: String) async throws -> Child {
        try await plugIn()
        let members = NodeSeed.members(["a1", "a2", "a3"], scheme: scheme)
        return try Child(
            room.command(
                ["ip", "netns", "exec", place, Room.script("lying-gate"), name, address, members]
            )
        )
    }
}
