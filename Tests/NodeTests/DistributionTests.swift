import Foundation
import TestSupport
import Testing

/// Nodes whose etcd and flannel are others than Fedora's unit files with what is current.
@Suite(.whereNodesBoot, .namingLogs)
struct DistributionTests {
    private let seed = NodeSeed(host: "a1", cluster: "cluster: " + NodeSeed.members(["a1"]))

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `Debian's own etcd unit, untouched, takes the configuration`(release: DebianRelease)
        async throws
    {
        try await Room.open(release.rawValue) { room in
            let kind = NodeDisk.Contents(release: release, trees: ["flannel"])
            let node = try await TestNode(seed, kind, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            let unit = try await node.show("etcd", "FragmentPath")
            #expect(unit.hasSuffix("/lib/systemd/system/etcd.service"))
            let members = try await node.run("etcdctl", "member", "list")
            #expect(members.contains("started, a1, http://192.168.99.51:2380"), "\(members)")
            #expect(node.disk.has("/var/lib/etcd/a1.etcd/member"))
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")
        }
    }

    @Test func `a flannel of 2015 finds its v2 store in a later etcd`() async throws {
        try await Room.open { room in
            let kind = NodeDisk.Contents(trees: ["etcd-of-fedora", "flannel", "flannel-of-2015"])
            let node = try await TestNode(seed, kind, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            let network = try await node.run(
                "env",
                "ETCDCTL_API=2",
                "etcdctl",
                "get",
                "/admin/flannel/config"
            )
            #expect(network == #"{"Network":"172.18.0.0/16","Backend":{"Type":"vxlan"}}"# + "\n")
            #expect(try await node.subnet().hasPrefix("172.18."))
            let told = try await node.status()
            #expect(told.exitCode == 0, "\(told)")
            #expect(told["flannel"].hasSuffix("over 192.168.99.51"), "the lease is known: \(told)")
            #expect(try await node.failedUnits() == "")
        }
    }

    @Test func `an image that was prepared boots as its member, whatever presets it has applied`()
        async throws
    {
        try await Room.open { room in
            let node = try await TestNode(seed, in: room)
            let disk = node.disk.mount.path
            try await room.command([Product.bootcmd.path, "--root", disk]).succeed()
            try node.disk.write(
                "disable etcd.service\ndisable flanneld.service\n",
                to: "/etc/systemd/system-preset/99-all.preset"
            )
            try await room.command(["systemctl", "--root=\(disk)", "preset-all"]).succeed()
            try #require(try await node.boot() == .up)
            #expect(
                try await node.agentLines(ofBoot: 1)
                    == ["bootcmd: a1 is configured (instance iid-local01); nothing to do"]
            )
            #expect(try await node.status().exitCode == 0)
        }
    }

    @Test func `a node that the script made is adopted, not rebooted`() async throws {
        try await Room.open(places: 3) { room in
            let kind = NodeDisk.Contents(
                trees: ["etcd-of-fedora", "etcd-of-2015", "flannel", "flannel-of-2015"],
                agent: NodeDisk.script
            )
            let nodes = try await room.nodes(kind)
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                try #require(try await node.boot() == .up)
                try await node.reboot()

                let made = try node.disk.files(except: "bootcmd.conf")
                try await node.disk.install(Product.bootcmd)
                try #require(try await node.boot() == .up)
                #expect(try node.disk.files(except: "bootcmd.conf") == made)
                #expect(node.disk.has("/etc/bootcmd/state.json"))
                #expect(node.disk.has("/etc/systemd/system/etcd.service.d/bootcmd.conf"))
            }
            for node in nodes {
                let told = try await node.status()
                // With udp, which flannel took in 2015, the stand-in carries nothing.
                #expect(told.failure == "flannel bad", "\(told)")
                #expect(told["flannel"].contains("leads out of eth0"), "\(told)")
                #expect(told["members"] == "a1 a2 a3: all healthy, as described")
            }
            #expect(Set(try await nodes.subnets()).count == 3)
        }
    }
}
