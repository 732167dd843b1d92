import Foundation
import TestSupport
import Testing

/// The power fails before each single system call that changes the disk, of the agent and of the
/// programs that it runs.
@Suite struct ImagePowerCutTests {
    /// Otherwise every other test would compare with what is wrong.
    @Test func `an undisturbed first boot leaves what the script would`() async throws {
        let root = try await Scenario.configured()
        for path in ConfiguredNode.replaced + ConfiguredNode.created {
            #expect(root.text(path) == (try ConfiguredNode.golden(path)))
        }
        for path in ConfiguredNode.replaced {
            #expect(root.text(path + ".save") == (try ScratchRoot.before(path)))
        }
        for path in ConfiguredNode.additions { #expect(root.text(path) != nil) }
        #expect(root.text(ConfiguredNode.record)?.contains("\"phase\": \"complete\"") == true)
        #expect(root.text("/etc/group") == "root:x:0:\ndocker:x:999:\n")
        let snapshot = try root.snapshot()
        for path in ConfiguredNode.links { #expect(snapshot[path] != nil) }
    }

    @Test(arguments: Scenario.all)
    func `a run that is cut anywhere is finished by the next boot`(scenario: Scenario) async throws
    {
        let expected = try await scenario.undisturbed()
        let points = try await scenario.points()
        #expect(points.count > 10)

        let recovered = try await concurrently(points.chosen) { point in
            let image = Image(root: try await scenario.prepare())
            try await image.cutPower(at: point, of: scenario.arguments)
            try image.root.expectKeptKeys("\(point)")
            return try await isRecovered(image.root, scenario, expected, after: "\(point)")
        }
        report(scenario, "cuts", recovered)
    }

    @Test(arguments: Scenario.some)
    func `a run that is cut twice is finished by the boot after that`(scenario: Scenario)
        async throws
    {
        let expected = try await scenario.undisturbed()
        let pairs = Self.pairs(try await scenario.points())
        let recovered = try await concurrently(pairs.chosen) { first, second in
            let image = Image(root: try await scenario.prepare())
            try await image.cutPower(at: first, of: scenario.arguments)
            // Where the second run has less to do, the power may be cut too late for it.
            _ = try await image.run(scenario.recovery, injecting: "signal=KILL", at: second)
            let cuts = "\(first), \(second)"
            return try await isRecovered(image.root, scenario, expected, after: cuts)
        }
        report(scenario, "pairs of cuts", recovered)
    }

    /// Every place with itself and with another, or with every other.
    private static func pairs(_ points: [CutPoint]) -> [(CutPoint, CutPoint)] {
        if Thoroughness.current == .all {
            return points.flatMap { first in points.map { (first, $0) } }
        }
        return points.indices.map { (points[$0], points[($0 * 7 + 3) % points.count]) }
    }
}

/// Runs the recovery and says whether it came to its end with the tree as expected.
private func isRecovered(
    _ root: ScratchRoot,
    _ scenario: Scenario,
    _ expected: Portrait,
    after cut: String
) async throws -> Bool {
    let output = try await root.bootcmd(scenario.recovery).run()
    #expect(output.status == 0, "after \(cut): \(output)")
    let differences = try scenario.portrait(root).differences(from: expected)
    #expect(differences == [], "after \(cut)")
    return output.status == 0 && differences.isEmpty
}

private func report(_ scenario: Scenario, _ cuts: String, _ recovered: [Bool]) {
    print(
        "power cuts: \(scenario.testDescription): \(recovered.count) \(cuts), "
            + "\(recovered.count { $0 }) recovered"
    )
}
