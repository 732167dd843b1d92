import Foundation
import Synchronization
import TestSupport
import Testing

/// How long a rack takes, from the first node's power-on to the last node's lease of flannel,
/// beside the script on the same nodes, in turn. Nothing passes or fails by it: how long a thing
/// takes is no test.
@Suite(
    .whereNodesBoot,
    .namingLogs,
    .enabled(if: ProcessInfo.processInfo.environment["BOOTCMD_BENCHMARK"] != nil)
)
struct RackBenchmark {
    private static let rounds = 5
    /// A world in which the script works.
    private static let trees = ["etcd-of-fedora", "etcd-of-2015", "flannel", "flannel-of-2015"]

    /// How a machine comes to be a member.
    private enum Way: String, CaseIterable {
        /// cloud-init runs the script, or the agent, in the first boot, which reboots.
        case script, bootcmd
        /// The kickstart's `%post` has run the agent: the first boot is the member's.
        case installed
    }

    private struct Times {
        /// From the first power-on, the reboot among it.
        let whole: Duration
        /// From the power-on of configured disks.
        let second: Duration
    }

    @Test func `three nodes cold, to three leases`() async throws {
        var times: [Way: [Times]] = [:]
        for round in 1...Self.rounds {
            for way in Way.allCases {
                times[way, default: []].append(try await rack("\(way.rawValue)-\(round)", way))
            }
        }
        for way in Way.allCases {
            let all = times[way] ?? []
            for (part, durations) in [
                ("first power-on", all.map(\.whole)), ("configured disks", all.map(\.second)),
            ] {
                let seconds = durations.sorted().map { String(format: "%.1f", $0 / .seconds(1)) }
                print(
                    "benchmark: three nodes cold, \(part), \(way.rawValue): "
                        + "\(seconds.joined(separator: " ")) s"
                )
            }
        }
        #expect(times.count == Way.allCases.count)
    }

    @Test func `a member netbooted anew, from its etcd's first start to a member`() async throws {
        try await Room.open(places: 3) { room in
            let machines = try await room.bornRack()
            var times: [Double] = []
            for round in 0..<Self.rounds {
                let machine = machines[round % 3]
                try await machine.netboot()
                let added = "\(machine.name) is in the cluster as"
                try await machine.says(added, times: round / 3 + 1)
                let start = ContinuousClock.now
                try await machine.remembers("member")
                times.append((ContinuousClock.now - start) / .seconds(1))
                try await machine.isAtWork()
            }
            let seconds = times.sorted().map { String(format: "%.1f", $0) }
            print(
                "benchmark: netbooted anew, etcd's first start to a member: "
                    + "\(seconds.joined(separator: " ")) s"
            )
            #expect(times.count == Self.rounds)
        }
    }

    private func rack(_ label: String, _ way: Way) async throws -> Times {
        let times = Mutex<Times?>(nil)
        try await Room.open(label, places: 3) { room in
            let nodes = try await Self.nodes(way, in: room)
            // What the making of the disks has left to be written is nobody's boot.
            sync()
            let first = ContinuousClock.now
            if way != .installed {
                try await nodes.each { node in try #require(try await node.boot() == .rebooting) }
            }
            let second = ContinuousClock.now
            try await nodes.each { node in
                try await node.start()
                let lease = "until [ -e /run/flannel/subnet.env ]; do sleep 0.05; done"
                try await node.run("sh", "-c", lease, within: .seconds(300))
            }
            let end = ContinuousClock.now
            times.withLock { $0 = Times(whole: end - first, second: end - second) }
        }
        let found = times.withLock { $0 }
        return try #require(found)
    }

    private static func nodes(_ way: Way, in room: Room) async throws -> [TestNode] {
        let agent = way == .script ? NodeDisk.script : Product.bootcmd
        let contents = NodeDisk.Contents(trees: trees, agent: agent)
        guard way == .installed else { return try await room.nodes(contents) }
        let names = ["a1", "a2", "a3"]
        let served = room.directory.appending(path: "www/bootcmd")
        try await NodeSeed.make(
            for: names,
            in: served,
            options: ["--url", "http://192.168.99.1/bootcmd"]
        )
        var nodes: [TestNode] = []
        for name in names {
            let directory = room.directory.appending(path: name)
            let image = NodeSeed(imageFor: name)
            let disk = try await NodeDisk(contents, seed: image, in: directory, of: room)
            try disk.remove("/var/cloud-init")
            try await disk.install(from: served, as: name)
            nodes.append(
                try TestNode(name, on: disk, logs: room.logs.appending(path: name), in: room)
            )
        }
        return nodes
    }
}
