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
    private static let rounds = 3
    /// A world in which the script works.
    private static let trees = ["etcd-of-fedora", "etcd-of-2015", "flannel", "flannel-of-2015"]

    private struct Times {
        /// From the first power-on, the reboot among it.
        let whole: Duration
        /// From the power-on of configured disks.
        let second: Duration
    }

    @Test func `three nodes cold, to three leases`() async throws {
        var times: [String: [Times]] = [:]
        for round in 1...Self.rounds {
            for (name, agent) in [("script", NodeDisk.script), ("bootcmd", Product.bootcmd)] {
                times[name, default: []].append(try await rack("\(name)-\(round)", agent))
            }
        }
        for (name, all) in times.sorted(by: { $0.key > $1.key }) {
            for (part, durations) in [
                ("first power-on", all.map(\.whole)), ("configured disks", all.map(\.second)),
            ] {
                let seconds = durations.sorted().map { String(format: "%.1f", $0 / .seconds(1)) }
                print(
                    "benchmark: three nodes cold, \(part), \(name): \(seconds.joined(separator: " ")) s"
                )
            }
        }
        #expect(times.count == 2)
    }

    private func rack(_ label: String, _ agent: URL) async throws -> Times {
        let times = Mutex<Times?>(nil)
        try await Room.open(label, places: 3) { room in
            let nodes = try await room.nodes(.init(trees: Self.trees, agent: agent))
            let first = ContinuousClock.now
            try await nodes.each { node in try #require(try await node.boot() == .rebooting) }
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
}
