import TestSupport
import Testing

/// A machine that hears of the others late.
@Suite(.whereNodesBoot, .namingLogs)
struct SlowNetworkTests {
    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a machine that hears of the others after 1.5 seconds joins them once`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(["a1", "a2", "a3"], .init(release: release))
            let (other, replaced) = (machines[0], machines[1])
            let before = try await other.members()
            let known = try replaced.gateLines().count
            try await replaced.powerOff()
            try await replaced.install()
            try await replaced.lengthenCable(by: .milliseconds(750))
            try await replaced.isAway(from: other, by: .milliseconds(1500))
            try await replaced.start()
            try await replaced.isAtWork(within: .seconds(120))
            #expect(try await replaced.timeToConnect(to: other) >= .milliseconds(1500))

            let after = try await other.members()
            #expect(after.map(\.name).sorted() == ["a1", "a2", "a3"])
            #expect(after.intersection(before).map(\.name).sorted() == ["a1", "a3"])
            #expect(try await replaced.etcdctl("get", "key").contains("kept"))
            let steps = try replaced.gateLines()[known...].filter { !$0.hasPrefix("in a moment") }
            #expect(steps.count(where: { $0.contains("removing it") }) == 1, "\(steps)")
            #expect(steps.count(where: { $0.contains("adding it") }) == 1, "\(steps)")
            #expect(!steps.contains { $0.contains("quorum") }, "\(steps)")
            #expect(!steps.contains { $0.contains("founding") }, "\(steps)")
        }
    }
}
