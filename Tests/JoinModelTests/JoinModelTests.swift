import JoinModel
import TestSupport
import Testing

/// Every state that a few machines can reach: what the gate promises holds in all of them.
@Suite struct JoinModelTests {
    /// A scenario, how many faults its histories have, and which of them; nil for the usual ones.
    struct Run: CustomTestStringConvertible, Sendable {
        let name: String
        let budget: UInt8
        var faults: Set<Scenario.Fault>?
        var options: Scenario.Options = []
        var operations: UInt8 = 2
        var testDescription: String { "\(name) with \(budget) faults" }

        func scenario(_ mutation: Mutation? = nil) throws -> Scenario {
            var scenario = try #require(
                Scenario(
                    name,
                    budget: budget,
                    faults: faults ?? Scenario.Fault.common,
                    options: options,
                    mutation: mutation
                )
            )
            scenario.operations = operations
            return scenario
        }
    }

    private static let runs = [
        // Birth, in any order and with any answer that is late or lost.
        Run(name: "birth3", budget: 0),
        Run(name: "birth3", budget: 1, faults: [.off, .wipe], operations: 0),
        Run(
            name: "birth3",
            budget: 1,
            faults: [.off, .wipe, .cutLink, .slow],
            options: .atomic,
            operations: 0
        ),
        Run(name: "birth2", budget: 2),
        Run(name: "half3", budget: 0, options: .atomic, operations: 1),
        // A cluster at work.
        Run(name: "born1", budget: 3), Run(name: "born2", budget: 2), Run(name: "born3", budget: 2),
        Run(name: "born4", budget: 1, options: .atomic),
        Run(name: "born5", budget: 1, options: .atomic, operations: 1),
        Run(name: "born3", budget: 2, faults: [.off, .wipe], options: .isThere),
        Run(name: "born3", budget: 2, faults: [.off, .wipe, .late], options: .localLists),
        Run(name: "born3", budget: 2, options: .lag),
        Run(name: "born3", budget: 2, faults: [.detach, .upgrade, .off, .stop]),
        Run(name: "born3", budget: 1, faults: [.lateDisk]),
        // It grows, shrinks, and has a second machine of one name.
        Run(name: "grow1to3", budget: 1, faults: [.off, .wipe], operations: 1),
        Run(name: "grow3to4", budget: 1, options: .atomic, operations: 1),
        Run(
            name: "grow3to5",
            budget: 1,
            faults: [.off, .wipe],
            options: .atomic,
            operations: 0
        ),
        Run(name: "shrink3to2", budget: 2), Run(name: "twin3", budget: 1),
    ]

    /// What takes longer than all of the others together.
    private static let long = Run(
        name: "born4",
        budget: 3,
        faults: [.off, .loseData],
        options: .atomic
    )

    @Test(.enabled(if: Thoroughness.current != .few))
    func `no history breaks a promise in which data is lost on three of four`() throws {
        try explore(Self.long)
    }

    @Test(arguments: runs) func `no history breaks a promise`(run: Run) throws {
        try explore(run)
    }

    private func explore(_ run: Run) throws {
        let explorer = try Explorer(run.scenario())
        explorer.explore()
        #expect(explorer.isComplete)
        #expect(explorer.findings.isEmpty, "\(explorer.report)")
    }

    private static let faults: [(Mutation, Run, Violation)] = [
        (
            .silenceIsEmpty, Run(name: "born3", budget: 2, faults: [.wipe, .allOff]), .lostID
        ),
        (
            .anyListIsBirth, Run(name: "born3", budget: 3, faults: [.wipe, .off]), .removedID
        ),
        (
            .foundsBesideData,
            Run(name: "born3", budget: 3, faults: [.wipe, .off, .unmount], operations: 1),
            .foundedBesideData
        ),
        (
            .forgetsHeard,
            Run(name: "born3", budget: 3, faults: [.wipe, .off], options: .hasty, operations: 1),
            .foundedBesideData
        ),
        (
            .lateFounderStarts,
            Run(name: "birth3", budget: 1, faults: [.off, .wipe], operations: 0),
            .lostID
        ),
        (
            .forgetsBegun, Run(name: "birth3", budget: 2, faults: [.off, .detach], operations: 0),
            .removedBesideLog
        ),
        (
            .forgetsStart,
            Run(name: "birth2", budget: 3, faults: [.allOff, .detach], operations: 0),
            .writeLost
        ),
        (.opensBegunLog, Run(name: "birth2", budget: 2, faults: [.off]), .twoClusters),
        (.ignoresMount, Run(name: "born3", budget: 1, faults: [.reinstall]), .removedBesideLog),
        (.ignoresTwin, Run(name: "twin3", budget: 0), .liveMemberRemoved),
        (.actsBlindly, Run(name: "born3", budget: 1, faults: [.lateDisk]), .removedBesideLog),
        (
            .namesAnyKeeper, long, .newestGivenUp
        ),
    ]

    @Test(arguments: faults)
    func `each fault that the gate could have is found`(
        mutation: Mutation,
        run: Run,
        violation: Violation
    ) throws {
        let explorer = try Explorer(run.scenario(mutation))
        explorer.explore(limit: 2_000_000, until: violation)
        #expect(explorer.findings.contains { $0.violation == violation }, "\(explorer.report)")
    }

    @Test(arguments: ["birth3", "born3", "grow3to5"], 1...4 as ClosedRange<UInt64>)
    func `no long history by chance breaks a promise`(name: String, seed: UInt64) throws {
        var walk = RandomWalk(try #require(Scenario(name, budget: 1)))
        try walk.walk(seed: seed)
        #expect(walk.findings.isEmpty, "\(walk.findings)")
    }
}
