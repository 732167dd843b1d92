import Foundation
import TestSupport
import Testing

/// Three nodes that must find each other.
@Suite(.whereNodesBoot, .namingLogs)
struct ClusterTests {
    @Test(arguments: DebianRelease.all)
    func `three nodes boot cold, reboot by themselves once, and are the cluster described`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, places: 3) { room in
            let nodes = try await room.nodes(.init(release: release))
            // A company's proxy, for all that the machines fetch; nobody answers there.
            let proxies = ["HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"].map {
                "\($0)=http://192.0.2.1:3128"
            }.joined(separator: " ")
            for node in nodes {
                try node.disk.write(
                    "[Manager]\nDefaultEnvironment=\(proxies)\n",
                    to: "/etc/systemd/system.conf.d/proxy.conf"
                )
            }
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                let first = try await node.console(ofBoot: 1)
                #expect(!first.contains("Reached target network-pre.target"), "before the network")
                #expect(!first.contains("Started dbus.service"), "before the D-Bus daemon")
                try #require(try await node.boot() == .up)
            }

            let list = try await nodes[0].run("etcdctl", "member", "list")
            let members = list.split(separator: "\n").map {
                $0.split(separator: ", ").dropFirst().prefix(3).joined(separator: " ")
            }
            #expect(
                members.sorted() == nodes.map { "started \($0.name) http://\($0.address):2380" }
            )
            for node in nodes {
                let health = try await node.command(
                    ["etcdctl", "endpoint", "health", "--cluster"]
                ).run().description
                #expect(health.components(separatedBy: "is healthy").count == 4, "\(health)")
            }
            let network = try await nodes[2].run(
                "etcdctl",
                "get",
                "--print-value-only",
                "/admin/flannel/config"
            )
            #expect(network == #"{"Network":"172.18.0.0/16","Backend":{"Type":"vxlan"}}"# + "\n")
            let subnets = try await nodes.subnets()
            #expect(Set(subnets).count == 3)
            #expect(subnets.allSatisfy { $0.hasPrefix("172.18.") }, "\(subnets)")
            for node in nodes {
                let told = try await node.status()
                #expect(told.exitCode == 0, "\(told)")
                #expect(told["members"] == "a1 a2 a3: all healthy, as described")
                #expect(told.column(\.name) == ["a1", "a2", "a3"])
            }
        }
    }

    /// How long after the one before it each starts; 45 seconds where `BOOTCMD_THOROUGHNESS=all` asks for
    /// what takes long.
    private static let pause: Duration =
        Thoroughness.current == .all ? .seconds(45) : .seconds(1)

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `nodes that start one after the other, the last first, are one cluster`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, places: 3) { room in
            let nodes = try await room.nodes(.init(release: release))
            let (last, middle, first) = (nodes[2], nodes[1], nodes[0])
            try await nodes.each { node in try #require(try await node.boot() == .rebooting) }

            try await last.start()
            async let waited = last.command(
                ["/var/cloud-init/bootcmd", "status", "--wait", "--no-cluster"]
            ).run(within: .seconds(600))
            try await last.journal(says: "a1 (192.168.99.51) does not", within: .seconds(90))
            try await Task.sleep(for: Self.pause)
            try await middle.start()
            try await middle.journal(says: "its disk is empty, and a1 (", within: .seconds(90))
            try await Task.sleep(for: Self.pause)
            for node in [last, middle] {
                #expect(try await node.failedUnits() == "")
                #expect(try await node.show("etcd", "NRestarts") == "0")
                // No start of a unit is cut short that waits for the others.
                #expect(try await node.show("etcd", "TimeoutStartUSec") == "infinity")
                #expect(try await node.show("ssh", "ActiveState") == "active")
            }
            try #require(try await first.boot() == .up)
            try #require(try await last.outcome() == .up)
            try #require(try await middle.outcome() == .up)

            for node in nodes {
                #expect(try await node.show("flanneld", "ActiveState") == "active")
                #expect(try await node.failedUnits() == "")
            }
            #expect(Set(try await nodes.subnets()).count == 3)
            let said = try await waited
            #expect(said.status == 0, "\(said)")
            #expect(said.standardError.contains(": etcd: start-pre for"), "\(said)")
            #expect(said.standardOutput.hasPrefix("a3 is a working member of 3"), "\(said)")
        }
    }

    /// The gate of an agent before 2.1 asks as a dry run does, and answers nobody.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func
        `a rack of which one machine is not upgraded founds nothing, and is one cluster once it is`(
            release: DebianRelease
        ) async throws
    {
        try await Room.open(release.rawValue, places: 3) { room in
            let nodes = try await room.nodes(.init(release: release))
            let (upgraded, old) = (Array(nodes[..<2]), nodes[2])
            try await nodes.each { node in try #require(try await node.boot() == .rebooting) }
            let path = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
            let text = try old.disk.read(path)
            let gate = "/var/cloud-init/bootcmd join\n"
            let mute =
                "/bin/sh -c 'until /var/cloud-init/bootcmd join --dry-run; do sleep 1; done'\n"
            try #require(text.contains(gate))
            try old.disk.write(text.replacing(gate, with: mute), to: path)

            try await nodes.each { try await $0.start() }
            let silence =
                "a3 is up, and neither its etcd nor its gate runs (bootcmd before 2.1 is mute)"
            for node in upgraded {
                try await node.journal(
                    says: "its disk is empty, and \(silence):",
                    within: .seconds(90)
                )
                let told = try await node.status()
                #expect(told.exitCode == 75 && told["etcd"].contains(silence), "\(told)")
            }
            for node in nodes { #expect(!node.disk.has("/var/lib/etcd/\(node.name).etcd")) }

            try old.disk.write(text, to: path)
            try await old.run("systemctl", "daemon-reload")
            try await old.run("systemctl", "restart", "--no-block", "etcd")
            try await nodes.each { try #require(try await $0.outcome() == .up) }
            for node in nodes {
                try await node.run("/var/cloud-init/bootcmd", "status", "--wait=60", "--quiet")
            }
            let list = try await nodes[0].run("etcdctl", "member", "list")
            #expect(list.split(separator: "\n").count == 3, "\(list)")
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a node that is undone at its gate, and then off, is founded without, and joins late`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, places: 3) { room in
            let nodes = try await room.nodes(.init(release: release))
            let (there, late) = (Array(nodes[..<2]), nodes[2])
            try await nodes.each { node in try #require(try await node.boot() == .rebooting) }

            try await late.start()
            try await late.journal(says: "a1 (192.168.99.51) does not", within: .seconds(90))
            try await late.run("/var/cloud-init/bootcmd", "undo")
            #expect(try await late.show("etcd", "ActiveState") == "inactive")
            try await late.pullPlug()

            try await there.each { try await $0.start() }
            for node in there {
                try await node.journal(
                    says: "its disk is empty, and a3 ",
                    within: .seconds(90)
                )
            }
            let told = try await there[0].status("--no-cluster")
            #expect(told.exitCode == 75, "\(told)")
            let advice = RackMachine.Advice.below(told["etcd"])
            try #require(advice.map(\.line) == ["bootcmd join --found"])
            try await there[0].run(
                "sh",
                "-c",
                "PATH=/var/cloud-init:$PATH; " + advice[0].line
            )
            for node in there { try #require(try await node.outcome() == .up) }

            try #require(try await late.boot() == .rebooting)
            try #require(try await late.boot() == .up)
            for node in nodes {
                let told = try await node.status()
                #expect(told.exitCode == 0, "\(told)")
                #expect(told["members"] == "a1 a2 a3: all healthy, as described")
            }
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `docker's bridge has flannel's subnet, and answers from the other nodes`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue, places: 3) { room in
            let nodes = try await room.nodes(.init(release: release, docker: true))
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                try #require(try await node.boot() == .up)
                let bridge = try await node.run("ip", "-brief", "address", "show", "docker0")
                #expect(bridge.contains(try await node.subnet()), "\(bridge)")
                #expect(try await node.failedUnits() == "")
            }
            let bridges = try await nodes.subnets().map { $0.prefix { $0 != "/" } }.map(String.init)
            for (node, own) in zip(nodes, bridges) {
                let gateway = "{{(index .IPAM.Config 0).Gateway}}"
                let inspect = ["docker", "network", "inspect", "--format", gateway, "bridge"]
                #expect(try await node.command(inspect).succeed() == own + "\n")
                for other in bridges where other != own {
                    try await node.run("ping", "-c", "1", "-W", "5", "-I", own, other)
                }
                let told = try await node.status()
                #expect(told.exitCode == 0, "\(told)")
                #expect(
                    told.machines?.allSatisfy { $0.here || $0.answer != nil } == true,
                    "\(told)"
                )
            }

            let node = nodes[0]
            try await node.run("ip", "address", "flush", "dev", "docker0")
            try await node.run("ip", "address", "add", "172.17.0.1/16", "dev", "docker0")
            #expect(try await node.status().failure == "docker bad")
            try await node.run("systemctl", "stop", "flanneld")
            let told = try await node.status()
            #expect(told.failure == "flannel bad", "\(told)")
            #expect(told["flannel"].hasSuffix("systemctl start flanneld"))
        }
    }
}
