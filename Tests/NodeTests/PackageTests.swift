import Configure
import TestSupport
import Testing

/// Nodes that have the agent from a package, and its own unit.
@Suite(.whereNodesBoot, .namingLogs)
struct PackageTests {
    private let seed = NodeSeed(host: "a1", cluster: "cluster: " + NodeSeed.members(["a1"]))

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `cloud-init finds a package's agent, however late systemd-tmpfiles is`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let node = try await node(of: release, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            #expect(try node.disk.read("/etc/etcd/etcd.conf").contains("ETCD_NAME=a1"))
            #expect(try await node.run("cloud-init", "status") == "status: done\n")
            #expect(try await node.failedUnits() == "")
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `an image without cloud-init becomes a member by bootcmd.service`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let node = try await node(of: release, in: room)
            try await node.disk.enable("bootcmd.service")
            try node.disk.write("", to: "/etc/cloud/cloud-init.disabled")
            try node.disk.write(
                "[Match]\nName=eth0\n\n[Network]\nDHCP=ipv4\n",
                to: "/etc/systemd/network/eth0.network"
            )
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.agentLines(ofBoot: 2) == [Self.done])
            #expect(try await node.show("cloud-init-local", "ActiveState") == "inactive")
        }
    }

    /// With cloud-init 22.4, which stops at a file of its own that a power cut has left empty.
    @Test(.enabled(if: DebianRelease.all.contains(.bookworm)))
    func `where cloud-init ends before it calls the agent, bootcmd.service mends it`() async throws
    {
        try await Room.open { room in
            let node = try await node(of: .bookworm, in: room)
            try await node.disk.enable("bootcmd.service")
            try node.disk.write("", to: "/var/lib/cloud/data/set-hostname")
            try #require(try await node.boot() == .rebooting)
            #expect(
                try await node.journal(of: "cloud-init-local").contains("JSONDecodeError"),
                "cloud-init stops"
            )
            #expect(!node.disk.has("/var/lib/cloud/data/set-hostname"))
            try #require(try await node.boot() == .up)
            #expect(try await node.run("cloud-init", "status") == "status: done\n")
            let groups = try await node.run("id", "--name", "--groups", "fedora")
            #expect(groups.split(whereSeparator: \.isWhitespace).contains("docker"), "\(groups)")
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")
        }
    }

    private static let done = "bootcmd: a1 is configured (instance iid-local01); nothing to do"

    /// A node whose systemd-tmpfiles is late: it makes the link by which the agent is called.
    private func node(of release: DebianRelease, in room: Room) async throws -> TestNode {
        let node = try await TestNode(seed, .init(release: release), in: room)
        try await node.disk.installPackage()
        try node.disk.write(
            "[Service]\nExecStartPre=sleep 3\n",
            to: "/etc/systemd/system/systemd-tmpfiles-setup.service.d/late.conf"
        )
        return node
    }
}
