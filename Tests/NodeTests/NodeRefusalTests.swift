import Foundation
import TestSupport
import Testing

/// A node that cannot be what was described.
@Suite(.whereNodesBoot, .namingLogs)
struct NodeRefusalTests {
    /// What is wrong with a node, and what it is told.
    struct Fault: Sendable, CustomStringConvertible {
        let description: String
        let seed: NodeSeed
        var missing: String?
        var readOnly: String?
        var dropIn: String?
        let reason: String
    }

    static let faults = [
        Fault(
            description: "stranger",
            seed: NodeSeed(host: "a3", cluster: "cluster: " + NodeSeed.members(["a1", "a2"])),
            reason: "no member named 'a3' among a1, a2"
        ),
        Fault(
            description: "without-etcd",
            seed: NodeSeed(host: "a1"),
            missing: "/usr/lib/systemd/system/etcd.service",
            reason: "etcd.service"
        ),
        Fault(
            description: "alone",
            seed: NodeSeed(host: "a1"),
            dropIn: "[Service]\nEnvironment=ETCD_FORCE_NEW_CLUSTER=true\n",
            reason: "has etcd leave the other members at every start"
        ),
        Fault(
            description: "read-only-etc",
            seed: NodeSeed(host: "a2"),
            readOnly: "/etc",
            reason: "/etc"
        ),
    ]

    @Test(arguments: DebianRelease.all(orOnly: .bookworm), faults)
    func `a node that cannot be configured comes up untouched and says why`(
        release: DebianRelease,
        fault: Fault
    ) async throws {
        try await Room.open("\(release)-\(fault)") { room in
            let node = try await TestNode(fault.seed, .init(release: release), in: room)
            if let missing = fault.missing { try node.disk.remove(missing) }
            if let dropIn = fault.dropIn {
                try node.disk.write(dropIn, to: "/etc/systemd/system/etcd.service.d/own.conf")
            }
            // cloud-init cannot set up the network where /etc is read-only: the image has.
            let network = "[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n"
            try node.disk.write(network, to: "/etc/systemd/network/eth0.network")
            let before = try await node.disk.traces()
            let options = fault.readOnly.map {
                ["--bind-ro=\(node.disk.mount.appending(path: $0).path):\($0)"]
            }

            try #require(try await node.boot(options: options ?? []) == .up)
            #expect(try await node.disk.traces() == before)
            #expect(try await node.console(ofBoot: 1).contains(fault.reason), "console")
            #expect(
                try node.disk.read("/var/log/cloud-init-output.log").contains(fault.reason),
                "log"
            )
            #expect(
                try await node.journal(of: release.bootcmdUnit).contains(fault.reason),
                "journal"
            )
        }
    }
}
