import Foundation
import TestSupport
import Testing

/// Nodes whose cloud-init lost the bytes of its own files to a power cut.
@Suite struct CutCloudInitTests {
    private static let emptied = [
        "/var/lib/cloud/data/set-hostname", "/var/lib/cloud/instance/sem/config_ssh",
    ]
    /// It has bytes, and would keep cloud-init from configuring the network.
    private static let misleading = "/var/lib/cloud/data/instance-id"
    private static let whole = "/var/lib/cloud/instance/sem/config_mounts"

    private func cut(_ node: RunningNode) throws {
        for path in Self.emptied { try node.root.write("", to: path) }
        try node.root.write("iid-local01\n", to: Self.misleading)
        try node.root.write("77: 1764.5\n", to: Self.whole)
    }

    @Test func `a configured node's cloud-init is mended, said, and nothing else is done`()
        async throws
    {
        let node = try await RunningNode()
        for boot in 1...2 { try await node.agent([], boot: boot).succeed() }
        try cut(node)
        let before = try node.root.snapshot()
        let output = try await node.agent([], boot: 3).run()
        #expect(output.status == 0, "\(output)")
        for path in Self.emptied {
            #expect(output.standardError.contains(path), "\(output)")
            #expect(node.root.text(path) == nil)
        }
        #expect(node.root.text(Self.whole) != nil)
        let removed = try node.root.snapshot().entries.keys
        #expect(
            Set(before.entries.keys).subtracting(removed) == Set(Self.emptied + [Self.misleading])
        )
        #expect(node.firstProcess.reboots == 1, "the first boot's")
    }

    @Test func `a node that is not configured yet is mended and configured`() async throws {
        let node = try await RunningNode()
        try cut(node)
        let output = try await node.agent([]).run()
        #expect(output.status == 0, "\(output)")
        for path in Self.emptied + [Self.misleading] { #expect(node.root.text(path) == nil) }
        #expect(node.firstProcess.reboots == 1)
    }

    @Test func `the note of the instance stays where cloud-init does not stop`() async throws {
        let node = try await RunningNode()
        try cut(node)
        try node.root.remove(Self.emptied[0])
        try await node.agent([]).succeed()
        #expect(node.root.text(Self.emptied[1]) == nil)
        #expect(node.root.text(Self.misleading) != nil)
    }

    @Test func `a dry run leaves them`() async throws {
        let node = try await RunningNode()
        try cut(node)
        try await node.agent(["--dry-run"]).succeed()
        for path in Self.emptied { #expect(node.root.text(path) == "") }
    }
}
