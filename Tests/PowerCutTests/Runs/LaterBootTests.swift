import Foundation
import TestSupport
import Testing

/// A node that was at rest, and on which somebody has changed something since.
@Suite struct LaterBootTests {
    @Test(arguments: [
        // what is changed, what a boot says of it
        (
            "rm \"$1\"/etc/systemd/system/multi-user.target.wants/etcd.service",
            "etcd.service disabled"
        ),
        (
            "ln -sf /dev/null \"$1\"/etc/systemd/system/multi-user.target.wants/etcd.service",
            "etcd.service disabled"
        ),
        ("echo '# mine' >> \"$1/etc/etcd/etcd.conf\"", "/etc/etcd/etcd.conf edited, left alone"),
        ("echo '# mine' >> \"$1/var/cloud-init/cluster.yaml\"", "cluster.yaml has changed since"),
        ("rm \"$1/var/cloud-init/cluster.yaml\"", "cluster.yaml is gone"),
    ])
    func `what is changed after boots with nothing to do is named at every boot that follows`(
        script: String,
        words: String
    ) async throws {
        let node = try await RunningNode()
        for boot in 1...3 { try await node.bootcmd(boot: boot).succeed() }
        try await Command(["sh", "-ec", script, "sh", node.root.url.path]).succeed()
        for boot in 4...6 {
            let output = try await node.bootcmd(boot: boot).run()
            #expect(output.status == 0, "\(output)")
            #expect(
                output.standardError.hasPrefix(
                    "bootcmd: a1 is configured (instance iid-local01); \(words)"
                ),
                "boot \(boot): \(output)"
            )
        }
        #expect(node.firstProcess.reboots == 1)
    }
}
