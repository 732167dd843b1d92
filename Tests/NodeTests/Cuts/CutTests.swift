import Foundation
import TestSupport
import Testing

/// The power fails in real boots: systemd, cloud-init and the agent at their own speed, on disks
/// that forget what was not written.
@Suite(.whereNodesAreCut, .namingLogs)
struct CutTests {
    /// How many times as many cuts as usual.
    private static let factor =
        Thoroughness.current == .all ? 10 : 1

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a node whose power fails at any moment becomes what it was to be`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let rig = try await CutRig(release, in: room)
            for scenario in CutScenario.allCases {
                let control = try await rig.control(scenario)
                try #require(control.portrait.absences == [], "the control of \(scenario.rawValue)")
                var whole = 0
                var cuts = 0
                for stretch in scenario.stretches {
                    for fraction in stretch.fractions(Self.factor) {
                        let wrong = try await rig.cut(
                            scenario,
                            in: stretch,
                            at: fraction,
                            after: control
                        )
                        #expect(wrong == [])
                        cuts += 1
                        if wrong.isEmpty { whole += 1 }
                    }
                }
                print(
                    "cuts: \(release.rawValue): \(scenario.rawValue): \(cuts) cuts, \(whole) whole"
                )
            }
        }
    }

    /// Otherwise the others see nothing: this is what they are there to see.
    @Test func `without the flush, cloud-init 22.4 does not outlive a cut`() async throws {
        try await Room.open { room in
            // The call returns 0 and does nothing; the agent is the one that ships.
            let rig = try await CutRig(.usual, in: room) { disk in
                try disk.write(
                    "[Service]\nSystemCallFilter=~syncfs:0\n",
                    to: "/etc/systemd/system/cloud-init-local.service.d/no-flush.conf"
                )
            }
            let control = try await rig.control(.firstBoot)
            try #require(control.portrait.absences == [])
            let stretch = try #require(CutScenario.firstBoot.stretches.first { $0.from == .agent })
            var lost = 0
            let fractions = stretch.fractions(1)
            for fraction in fractions {
                let wrong = try await rig.cut(
                    .firstBoot,
                    in: stretch,
                    at: fraction,
                    after: control
                )
                if !wrong.isEmpty { lost += 1 }
            }
            print("cuts: without the flush: \(fractions.count) cuts, \(lost) lost")
            #expect(lost > 0)
        }
    }
}

extension Trait where Self == ConditionTrait {
    /// These take longer than the other nodes, and a file system that shares blocks.
    static var whereNodesAreCut: Self {
        .enabled(
            if: ProcessInfo.processInfo.environment["BOOTCMD_NODE_CUTS"] == "1",
            "nodes are cut by Tests/run cuts, which sets BOOTCMD_NODE_CUTS=1"
        )
    }
}
