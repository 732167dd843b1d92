import Foundation
import TestSupport
import Testing

/// A cut also loses whatever was not flushed.
@Suite struct ForgetfulDiskTests {
    private static let tries =
        Thoroughness.current == .all
        ? CrashStates(exhaustive: 10, triesPairs: true)
        : CrashStates(exhaustive: 6, triesPairs: false)

    @Test(arguments: Scenario.some)
    func `the next boot finishes a run, whatever the disk forgot of it`(scenario: Scenario)
        async throws
    {
        let expected = try await scenario.undisturbed()
        let image = Image(root: try await scenario.prepare())
        let trace = try await DiskTrace(of: scenario.arguments, on: image)
        #expect(trace.unknown == [])
        #expect(
            trace.end.tree == (try RememberedDisk(image.root)).tree,
            "the model of the disk is the disk"
        )

        let states = Array(Self.tries.all(of: trace))
        let recovered = try await concurrently(states.chosen) { disk in
            let directory = try TemporaryDirectory(in: .memory)
            try disk.write(to: directory.url)
            let root = ScratchRoot(at: directory.url.path)
            try root.expectKeptKeys("\(disk)")
            let output = try await root.bootcmd(scenario.recovery).run()
            #expect(output.status == 0, "\(output)\(disk)")
            let differences = try scenario.portrait(root).differences(from: expected)
            #expect(differences == [], "\(disk)")
            return output.status == 0 && differences.isEmpty
        }
        print(
            "forgotten: \(scenario.testDescription): \(recovered.count) states of the disk, "
                + "\(recovered.count { $0 }) recovered"
        )
    }
}
