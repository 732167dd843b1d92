import Foundation
import TestSupport
import Testing

/// The same power cuts on a running node, where the reboot is part of the work.
@Suite struct NodePowerCutTests {
    @Test
    func
        `a run that is cut anywhere is finished by the next boots, which reboot where they changed something`()
        async throws
    {
        let expected = try await Self.undisturbed()
        let points = try await CutPoint.all(of: [], on: try await RunningNode())
        let recovered = try await concurrently(points.chosen) { point in
            let node = try await RunningNode()
            try await node.cutPower(at: point, of: [])
            // The reboot that was asked for at the very last may have come before the cut.
            for boot in 2...3 {
                let before = try Self.portrait(node.root, withoutRecord: true)
                let asked = node.firstProcess.reboots
                let output = try await node.agent([], boot: boot).run()
                #expect(output.status == 0, "after \(point): \(output)")
                let changes = try Self.portrait(node.root, withoutRecord: true)
                    .differences(from: before)
                let didAsk = node.firstProcess.reboots > asked
                #expect(didAsk == !changes.isEmpty, "after \(point): \(changes)")
            }
            let differences = try Self.portrait(node.root).differences(from: expected)
            #expect(differences == [], "after \(point)")
            return differences.isEmpty
        }
        print("power cuts: a node: \(recovered.count) cuts, \(recovered.count { $0 }) recovered")
    }

    @Test
    func
        `a run that is killed anywhere is finished by the next run in the same boot, which reboots`()
        async throws
    {
        let expected = try await Self.undisturbed()
        let points = try await CutPoint.all(of: [], on: try await RunningNode())
        let recovered = try await concurrently(points.chosen) { point in
            let node = try await RunningNode()
            try await node.cutPower(at: point, of: [])
            let output = try await node.agent([]).run()
            #expect(output.status == 0, "after \(point): \(output)")
            #expect(node.firstProcess.reboots == 1, "after \(point): \(node.firstProcess.calls)")
            let differences = try Self.portrait(node.root).differences(from: expected)
            #expect(differences == [], "after \(point)")
            return differences.isEmpty
        }
        print("killed: a node: \(recovered.count) times, \(recovered.count { $0 }) recovered")
    }

    private static func undisturbed() async throws -> Portrait {
        let node = try await RunningNode()
        try await node.agent([]).succeed()
        return try portrait(node.root)
    }

    /// What is on the node's disk, whether or not its last boot was one that had to end.
    private static func portrait(
        _ root: ScratchRoot,
        withoutRecord: Bool = false
    ) throws -> Portrait {
        var snapshot = try root.snapshot()
        snapshot.rewrite(ConfiguredNode.record) {
            $0.replacing(/"reboot-owed-in": .*/, with: "")
        }
        return Portrait(snapshot) { path in
            switch path {
            // The group files as they were before: after a cut they may have been written twice.
            case "/etc/group-", "/etc/gshadow-": true
            case _ where path.hasPrefix(ConfiguredNode.recordDirectory): withoutRecord
            default: false
            }
        }
    }
}
