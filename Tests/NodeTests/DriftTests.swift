import Basics
import TestSupport
import Testing

/// A configured node on which something has changed since, boot after boot.
@Suite(.whereNodesBoot, .namingLogs)
struct DriftTests {
    private let seed = NodeSeed(host: "a1", cluster: "cluster: " + NodeSeed.members(["a1"]))
    private let description = "/var/cloud-init/cluster.yaml"

    @Test func `what has changed since is acted on, or said, and only what was lost reboots`()
        async throws
    {
        try await Room.open { room in
            let kind = NodeDisk.Contents(trees: ["etcd-of-fedora", "flannel", "flannel-of-2015"])
            let node = try await TestNode(seed, kind, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            let before = try node.disk.files(except: "")
            #expect(before.values.contains { $0.contains("ETCD_ENABLE_V2") })

            try await upgrade(node)
            try await node.reboot()
            try #require(try await node.boot() == .up)
            try await expectLine(ofBoot: 3, of: node, "/usr/bin/etcd", "changed")
            let after = try node.disk.files(except: "")
            let written = after.filter { before[$0.key] != $0.value }.keys.sorted()
            #expect(
                written == [
                    "etc/etcd/etcd.conf",
                    "etc/systemd/system/flanneld.service.d/init.conf",
                ]
            )
            #expect(!after.values.contains { $0.contains("ETCD_ENABLE_V2") })
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")

            try await node.run("sh", "-c", "echo '# mine' >> /etc/sysconfig/flanneld")
            try node.disk.write("\(seed.cluster)\netcd: {token: edited}\n", to: description)
            let edited = try await node.disk.traces()
            try await node.reboot()
            try #require(try await node.boot() == .up)
            #expect(try await node.disk.traces() == edited)
            #expect(try await node.agentLines(ofBoot: 4).count == 1)
            try await expectLine(
                ofBoot: 4,
                of: node,
                "/etc/sysconfig/flanneld edited, left alone",
                "cluster.yaml has changed since; 'bootcmd --dry-run' shows"
            )

            // As an `/etc` of another day has them, whose record is of this one.
            try node.disk.write("\(seed.cluster)\n", to: description)
            for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
                try await node.run("cp", "--archive", "\(path).save", path)
            }
            try await node.run("rm", "/etc/systemd/system/flanneld.service.d/init.conf")
            try await node.reboot()
            try #require(try await node.boot() == .rebooting)
            try await expectLine(ofBoot: 5, of: node, "no longer as bootcmd wrote")
            try #require(try await node.boot() == .up)
            #expect(try node.disk.files(except: "") == after)
            #expect(
                try await node.agentLines(ofBoot: 6)
                    == ["bootcmd: a1 is configured (instance iid-local01); nothing to do"]
            )
            #expect(try await node.failedUnits() == "")
        }
    }

    /// Replaces the flanneld of 2015, and has etcd and etcdctl say that they are 3.5.26.
    private func upgrade(_ node: TestNode) async throws {
        try await node.run(
            "sh",
            "-euc",
            """
            rm -r /usr/local/bin/flanneld /usr/lib/systemd/system/flanneld.service.d
            mkdir /usr/lib/upgraded
            upgrade() {
                mv /usr/bin/$1 /usr/lib/upgraded
                printf '#!/bin/sh\\n[ "$1" != %s ] || exec echo "%s"\\nexec %s "$@"\\n' \
                    "$2" "$3" /usr/lib/upgraded/$1 > /usr/bin/$1
                chmod 755 /usr/bin/$1
            }
            upgrade etcd --version 'etcd Version: 3.5.26'
            upgrade etcdctl version 'etcdctl version: 3.5.26'
            """
        )
    }

    private func expectLine(ofBoot boot: Int, of node: TestNode, _ words: String...) async throws {
        let lines = try await node.agentLines(ofBoot: boot)
        #expect(lines.contains { line in words.allSatisfy(line.contains) }, "\(lines)")
    }
}
