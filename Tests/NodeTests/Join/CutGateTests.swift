import Foundation
import TestSupport
import Testing

/// The gate is ended, by a kill or with the power, before and after each of its steps.
@Suite(.whereNodesBoot, .namingLogs)
struct CutGateTests {
    /// What the gate asks etcd to do, and whether it is ended before etcd is asked or after.
    private static let moments = ["remove before", "remove after", "add before", "add after"]
    private static let cuts = [false, true].flatMap { withPower in
        moments.map { ($0, withPower) }
    }.orOnly([("remove before", false), ("remove after", true), ("add after", false)])

    @Test(arguments: cuts)
    func `a gate that is cut at a change of the cluster is continued by the next`(
        moment: String,
        withPower: Bool
    ) async throws {
        let label = moment.replacing(" ", with: "-") + (withPower ? "-power" : "-kill")
        try await Room.open(label, machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[1]
            try await machine.powerOff()
            try await machine.install()
            let words = moment.split(separator: " ")
            try await machine.cutGate(at: String(words[0]), isBefore: words[1] == "before")
            try await machine.powerOn()
            try await machine.says("gate: ended with 137")
            if withPower { try await machine.losePower() }
            try await machine.isAtWork(within: .seconds(90))
            try await Self.requireOneEntry(for: machine, in: machines[0])
        }
    }

    /// Without an etcd there is no other that could add the machine once more: it would wait for
    /// itself.
    @Test func `a gate that is cut when it has joined a cluster of one is continued by the next`()
        async throws
    {
        try await Room.open(machines: 2) { room in
            let founder = try await room.bornRack(["a1"])
            let added = try await room.rack(
                ["a2"],
                cluster: "cluster: " + NodeSeed.members(["a1", "a2"])
            )
            try await added[0].cutGate(at: "add", isBefore: false)
            try await added[0].powerOn()
            try await added[0].says("gate: ended with 137")
            try await added[0].isAtWork()
            try await Self.requireOneEntry(for: added[0], in: founder[0])
        }
    }

    /// Every rename by which the gate puts a file of its own in its place.
    private static let renames = Array(1...7).orOnly([1, 6])

    @Test(arguments: renames)
    func `a gate that is cut at a write of its own is continued by the next`(rename: Int)
        async throws
    {
        try await Room.open("\(rename)", machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[1]
            try await machine.powerOff()
            try await machine.install()
            try await machine.cutGate(atRename: rename)
            try await machine.powerOn()
            try await machine.says("gate: ended with 137")
            try await machine.isAtWork(within: .seconds(90))
            try await Self.requireOneEntry(for: machine, in: machines[0])
        }
    }

    /// etcd, which systemd starts after a gate that was killed, would found a cluster of its own.
    @Test func `an etcd whose hold cannot be written is not started after a gate that is killed`()
        async throws
    {
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack()
            let machine = machines[1]
            try await machine.powerOff()
            try await machine.install()
            try await machine.killGateAtOnce()
            try await machine.fillRun()
            try await machine.powerOn()
            try await machine.says("etcd is not started before this can be written: ")
            // As long as a gate that was killed, and an etcd after it, would take.
            try await Task.sleep(for: .seconds(5))
            #expect(try await machine.logFiles().isEmpty)
            try await machine.emptyRun()
            try await machine.isAtWork(within: .seconds(90))
            try await machine.says("gate: ended with 137")
            try await Self.requireOneEntry(for: machine, in: machines[0])
        }
    }

    private static func requireOneEntry(
        for machine: RackMachine,
        in other: RackMachine
    ) async throws {
        let entries = try await other.members().filter {
            $0.peerURL == "http://\(machine.address):2380"
        }
        #expect(entries.map(\.name) == [machine.name])
        // An etcd that a cut gate let start would have left a log that the gate did not decide on.
        let log = try String(contentsOf: machine.log, encoding: .utf8)
        #expect(!log.contains("permanently removed"))
        #expect(!log.contains("already been bootstrapped"))
    }
}
