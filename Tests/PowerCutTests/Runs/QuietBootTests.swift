import Foundation
import TestSupport
import Testing

/// Boots that find all as the boot before them found it.
@Suite struct QuietBootTests {
    private static let kept = "/var/cache/bootcmd/quiet-boot"
    private static let said = "bootcmd: a1 is configured (instance iid-local01); nothing to do\n"

    /// A node that was configured in boot 1 and had nothing to do in boot 2.
    private func quietNode() async throws -> RunningNode {
        let node = try await RunningNode()
        try node.root.write("77: 1764.5\n", to: "/var/lib/cloud/sem/config_ssh")
        try await node.agent([]).succeed()
        #expect(node.root.text(Self.kept) == nil)
        #expect(try await node.agent([], boot: 2).run().standardError == Self.said)
        #expect(node.root.text(Self.kept) != nil)
        return node
    }

    /// What a boot says, and the calls of its own: those that the loader and Swift's runtime make come
    /// before main.
    private func boot(_ number: Int, on node: RunningNode) async throws -> (String, [Substring]) {
        let scratch = try TemporaryDirectory()
        let trace = scratch.url.appending(path: "trace").path
        let output = try await node.agent([], watcher: strace + ["-o", trace], boot: number).run()
        #expect(output.status == 0, "\(output)")
        let calls = try String(contentsOfFile: trace, encoding: .utf8).split(separator: "\n")
        return (output.standardError, Array(calls.drop { !$0.contains("F_GETFD") }))
    }

    private func isRead(_ path: String, in calls: [Substring]) -> Bool {
        calls.contains { $0.hasPrefix("openat2(") && $0.contains("\"\(path.dropFirst())\"") }
    }

    @Test func `a quiet boot reads nothing again, in fewer than 40 calls and one for each fact`()
        async throws
    {
        let node = try await quietNode()
        let (said, calls) = try await boot(3, on: node)
        #expect(said == Self.said)
        let inputs = [ConfiguredNode.record, "/var/cloud-init/meta-data"]
        for path in inputs { #expect(!isRead(path, in: calls)) }
        let facts = try #require(node.root.text(Self.kept)).split(separator: "\n").count - 3
        #expect(facts > 40)
        #expect(calls.count >= facts)
        #expect(calls.count - facts < 40, "\(calls.joined(separator: "\n"))")

        try node.root.remove(Self.kept)
        let (again, others) = try await boot(4, on: node)
        #expect(again == Self.said)
        for path in inputs { #expect(isRead(path, in: others)) }
    }

    private static let changes: [(String, String, String)] = [
        // what is done to the node, what the next boot says, what it wrote
        ("sed -i s/local01/local02/ var/cloud-init/meta-data", "no reboot is needed", ""),
        ("chmod 666 var/cloud-init/meta-data", "/var/cloud-init/meta-data: ", ""),
        ("mv etc/bootcmd/state.json x; ln -s ../../x etc/bootcmd/state.json", "state.json: ", ""),
        ("rm etc/sysconfig/flanneld", "no longer as bootcmd wrote", "etc/sysconfig/flanneld"),
        (": > etc/bootcmd/.state.json.bootcmd-new", "lock: started", ""),
        (": > var/lib/cloud/sem/config_ssh", "removing what a power cut left empty", ""),
        (": > var/lib/cloud/sem/config_mounts", "removing what a power cut left empty", ""),
        (
            "mkdir -p run/systemd/system/etcd.service.d; "
                + "echo '[Service]' > run/systemd/system/etcd.service.d/a.conf",
            "/run/systemd/system/etcd.service.d changed", ""
        ),
    ]

    @Test(arguments: changes)
    func `what else has changed is seen all the same`(
        change: String,
        said: String,
        written: String
    ) async throws {
        let node = try await quietNode()
        try await Command(["sh", "-ec", "cd \"$1\"; \(change)", "sh", node.root.url.path]).succeed()
        let output = try await node.agent([], boot: 3).run()
        #expect(output.standardError.contains(said), "\(output)")
        if !written.isEmpty { #expect(node.root.text("/" + written) != nil) }
    }

    @Test(arguments: [
        ": > $kept", "head -c 99 $kept > x; cp x $kept; rm x", "chmod 666 $kept",
        "rm $kept; mkdir $kept",
        "rm -r ${kept%/*}; ln -s /tmp ${kept%/*}", "chmod 777 ${kept%/*}",
    ])
    func `what cannot be believed is not, and stops nothing`(damage: String) async throws {
        let node = try await quietNode()
        let script = "cd \"$1\"; kept=.\(Self.kept); \(damage)"
        try await Command(["sh", "-ec", script, "sh", node.root.url.path]).succeed()
        let (said, calls) = try await boot(3, on: node)
        #expect(said == Self.said)
        #expect(isRead(ConfiguredNode.record, in: calls))
    }

    @Test func `an undo leaves nothing of it`() async throws {
        let node = try await quietNode()
        try await node.agent(["undo"], boot: 3).succeed()
        #expect(node.root.text(Self.kept) == nil)
        #expect(!FileManager.default.fileExists(atPath: node.root.url.path + "/var/cache/bootcmd"))
    }
}
