import Foundation
import TestSupport
import Testing
@testable import Linux
@testable import Units

@Suite(.timeLimit(.minutes(20)))
struct RunningUnitsTests {
    /// What PID 1 answers for a unit that has ended twelve times.
    private static let answers: [String: BusServer.Variant] = [
        "LoadState": .string("loaded"), "ActiveState": .string("activating"),
        "SubState": .string("auto-restart"), "UnitFileState": .string("enabled"),
        "StateChangeTimestampMonotonic": .uint64(1), "Job": .job(0, "/"),
        "Result": .string("exit-code"), "ExecMainStatus": .int32(1), "NRestarts": .uint32(12),
    ]

    private static func property(_ call: BusServer.Call) -> String? {
        guard case .string(let name) = call.arguments.last else { return nil }
        return name
    }

    @Test func `every property of every unit is asked for, and read`() throws {
        let peer = Peer.run { call in
            Self.property(call).flatMap { Self.answers[$0] }.map(BusServer.Answer.variant)
                ?? .hangUp
        } _: { systemd throws(SystemdError) in
            try systemd.statuses(
                of: ["etcd.service", "docker.service"],
                until: Deadline(in: .seconds(20))
            )
        }
        let units = try peer.result.get()
        #expect(units.keys.sorted() == ["docker.service", "etcd.service"])
        let etcd = try #require(units["etcd.service"])
        #expect(etcd.activity == .restarting && etcd.isEnabled == true)
        #expect(etcd.ending == "exit status 1" && etcd.restarts == 12)
        #expect((etcd.duration ?? .zero) > .seconds(1))
        #expect(Set(peer.calls.map(\.interface)) == ["org.freedesktop.DBus.Properties"])
        #expect(
            Set(peer.calls.map(\.path)) == [
                "/org/freedesktop/systemd1/unit/etcd_2eservice",
                "/org/freedesktop/systemd1/unit/docker_2eservice",
            ]
        )
        let asked = peer.calls.map { "\($0.arguments)" }
        #expect(asked.contains { $0.contains("systemd1.Service") && $0.contains("NRestarts") })
        #expect(asked.contains { $0.contains("systemd1.Unit") && $0.contains("LoadState") })
    }

    @Test func `a property of another type is an error`() {
        let peer = Peer.run { _ in
            .variant(.uint64(7))
        } _: { systemd throws(SystemdError) in
            try systemd.statuses(of: ["etcd.service"], until: Deadline(in: .seconds(20)))
        }
        #expect(throws: SystemdError.self) { try peer.result.get() }
    }

    @Test func `a PID 1 that says nothing is waited for no longer than the limit`() {
        let peer = Peer.run { _ in
            .silence
        } _: { systemd throws(SystemdError) in
            try systemd.statuses(of: ["etcd.service"], until: Deadline(in: .milliseconds(100)))
        }
        #expect(throws: SystemdError.self) { try peer.result.get() }
    }

    @Test(arguments: [
        ("etcd.service", "etcd_2eservice"), ("a-b_c@1.service", "a_2db_5fc_401_2eservice"),
        ("é\t", "_c3_a9_09"),
    ])
    func `a unit's name is escaped as systemd does it`(name: String, component: String) {
        #expect(Systemd.pathComponent(name) == component)
    }
}
