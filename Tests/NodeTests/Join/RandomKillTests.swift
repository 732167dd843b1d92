import Foundation
import TestSupport
import Testing

/// Gates, etcds and whole machines are killed at any moment, again and again.
@Suite(.whereNodesBoot, .namingLogs)
struct RandomKillTests {
    private static let environment = ProcessInfo.processInfo.environment
    /// How many kills of each history, on each release.
    private static let kills = Thoroughness.current == .all ? 200 : 10
    /// `BOOTCMD_SEED` has the same moments come again.
    private static let seed =
        environment["BOOTCMD_SEED"].flatMap(Int.init) ?? .random(in: 1..<10_000)

    enum History: String, CaseIterable {
        case birth, join
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie), History.allCases)
    func `whatever is killed, at any moment, there is one cluster of all machines`(
        release: DebianRelease,
        history: History
    ) async throws {
        let label = "\(release.rawValue)-\(history.rawValue)"
        print("kills: \(label): BOOTCMD_SEED=\(Self.seed)")
        try await Room.open(label, machines: 3) { room in
            var chance = Chance(Self.seed)
            let contents = NodeDisk.Contents(release: release)
            let names = ["a1", "a2", "a3"]
            let machines =
                history == .birth
                ? try await room.rack(names, contents) : try await room.bornRack(names, contents)
            var (kills, keys) = (0, history == .birth ? 0 : 1)
            while kills < Self.kills {
                let new =
                    history == .birth ? machines : [machines[Int.random(in: 0..<3, using: &chance)]]
                if history == .birth { keys = 0 }
                try await new.each { try await $0.netboot(discardsData: true) }
                for _ in 0..<2 {
                    let moment = Int.random(in: 0..<3000, using: &chance)
                    try await Task.sleep(for: .milliseconds(moment))
                    let victim = (history == .birth ? machines : machines + new + new)
                        .randomElement(using: &chance)
                    try await victim?.die(Int.random(in: 0..<3, using: &chance))
                    kills += 1
                }
                try await machines.each { try await $0.isAtWork(within: .seconds(120)) }
                keys += 1
                try await machines[0].etcdctl("put", "key\(keys)", "kept")
                try await Self.requireOneCluster(of: machines, with: keys)
            }
            print("kills: \(label): \(kills) kills, one cluster of all after each two")
        }
    }

    /// All have the same members, who have all come, and all keys.
    private static func requireOneCluster(of machines: [RackMachine], with keys: Int) async throws {
        let members = try await machines[0].members()
        try #require(members.map(\.name).sorted() == ["a1", "a2", "a3"])
        for machine in machines {
            try await machine.isAtWork()
            try #require(try await machine.members() == members)
            try #require(try await machine.keys() == keys)
        }
    }
}

extension RackMachine {
    /// Its gate is killed, or its etcd, or all of it with its power, which comes back.
    fileprivate func die(_ kind: Int) async throws {
        switch kind {
        case 0: try await signal("KILL", to: "bootcmd join")
        case 1: try await signal("KILL", to: "/usr/bin/etcd")
        default: try await losePower()
        }
    }
}
