import Foundation
import TestSupport
import Testing

/// One node through its life. It is a cluster of its own: etcd need not wait for peers.
@Suite(.whereNodesBoot, .namingLogs)
struct NodeLifeTests {
    private let seed = NodeSeed(host: "a1", cluster: "cluster: " + NodeSeed.members(["a1"]))

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `cloud-init loses nothing to the reboot`(release: DebianRelease) async throws {
        try await Room.open(release.rawValue) { room in
            let node = try await TestNode(seed, .init(release: release), in: room)
            try #require(try await node.boot() == .rebooting)
            let log = try node.disk.read("/var/log/cloud-init.log")
            let modules = log.split(separator: "\n").filter {
                $0.contains("start: init-local/config-")
            }
            #expect(modules.last?.contains("config-bootcmd") == true, "\(modules)")

            try #require(try await node.boot() == .up)
            #expect(try await node.run("cloud-init", "status") == "status: done\n")
            let told = try await node.status()
            #expect(told.exitCode == 0, "\(told)")
            #expect(told["configured"] == "for iid-local01; this boot runs it")
            // Whoever is not root asks systemctl.
            let user = ["setpriv", "--reuid=fedora", "--clear-groups"]
            let asked = try await node.command(
                user + ["/var/cloud-init/bootcmd", "status", "--json", "--no-cluster"]
            ).run()
            #expect(try ToldStatus(asked).checks == told.checks, "\(asked)")
            let groups = try await node.run("id", "--name", "--groups", "fedora")
            #expect(groups.split(whereSeparator: \.isWhitespace).contains("docker"), "\(groups)")
            // sshd reads every key; a half-written one is an error here.
            let keys = try await node.run(
                "sh",
                "-c",
                "sshd -t && for key in /etc/ssh/ssh_host_*_key; do ssh-keygen -y -f $key; done"
            )
            #expect(keys.split(separator: "\n").count == 2, "\(keys)")
            #expect(try await node.failedUnits() == "")
        }
    }

    /// The seed says a1, of which the cluster knows nothing.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `who the kernel's command line says the node is, it is to cloud-init and to the agent`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let seed = NodeSeed(host: "a1", cluster: "cluster: a2=http://192.168.99.51:2380")
            var contents = NodeDisk.Contents(release: release)
            contents.commandLine = [NodeDisk.seed + ";h=a2;i=iid-line"]
            let node = try await TestNode(seed, contents, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            #expect(try await node.run("hostname") == "a2\n")
            #expect(try await node.run("cloud-init", "query", "instance_id") == "iid-line\n")
            #expect(
                try await node.agentLines(ofBoot: 2).last
                    == "bootcmd: a2 is configured (instance iid-line); nothing to do"
            )
            #expect(try node.disk.read("/etc/etcd/etcd.conf").contains("ETCD_NAME=a2\n"))
        }
    }

    /// Whoever types what stands in a sentence may be interrupted before its last command.
    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `an etcd that is told to go on alone does so at one start, and at no later one`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let node = try await TestNode(seed, .init(release: release), in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            try await node.run("/var/cloud-init/bootcmd", "status", "--wait=60", "--quiet")
            try await node.run("systemctl", "set-environment", "ETCD_FORCE_NEW_CLUSTER=true")
            let told = try await node.status()
            #expect(told.exitCode == 1, "\(told)")
            #expect(told["etcd"].contains("systemctl unset-environment ETCD_FORCE"))

            try await node.run("systemctl", "restart", "etcd")
            let forced = #"recognized and used environment variable.*ETCD_FORCE_NEW_CLUSTER"#
            func count() async throws -> Int {
                try await node.journal(of: "etcd.service").split(separator: "\n")
                    .count { $0.contains(try Regex(forced)) }
            }
            #expect(try await count() == 1)
            #expect(try await !node.run("systemctl", "show-environment").contains("ETCD_FORCE"))
            let id = try await node.show("etcd.service", "InvocationID")
            try await node.run("systemctl", "kill", "--signal=KILL", "--kill-who=main", "etcd")
            try await node.run(
                "sh",
                "-c",
                "until [ \"$(systemctl show -P InvocationID etcd)\" != \(id) ] "
                    + "&& systemctl is-active --quiet etcd; do sleep 0.2; done"
            )
            #expect(try await count() == 1)
            try await node.run("/var/cloud-init/bootcmd", "status", "--wait=60", "--quiet")
        }
    }

    @Test func `what make-seed makes for a boot host boots`() async throws {
        try await Room.open { room in
            let seed = try await NodeSeed(madeFor: ["a1"], in: room.logs)
            let node = try await TestNode(seed, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            #expect(try await node.run("cloud-init", "status") == "status: done\n")
            let groups = try await node.run("id", "--name", "--groups", "fedora")
            #expect(groups.split(whereSeparator: \.isWhitespace).contains("docker"), "\(groups)")
            #expect(
                try await node.agentLines(ofBoot: 2).last?.contains("-a1); nothing to do")
                    == true
            )
            #expect(try await node.failedUnits() == "")
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a later boot writes nothing and does not reboot`(release: DebianRelease) async throws {
        try await Room.open(release.rawValue) { room in
            let node = try await TestNode(seed, .init(release: release), in: room)
            try #require(try await node.boot() == .rebooting)
            let configured = try await node.disk.traces()
            try #require(try await node.boot() == .up)
            for _ in 3...4 {
                try await node.reboot()
                try #require(try await node.boot() == .up)
            }

            #expect(try await node.disk.traces() == configured)
            for boot in 2...4 {
                #expect(try await node.agentLines(ofBoot: boot) == ["bootcmd: \(Self.done)"])
            }
        }
    }

    @Test func `another instance for which nothing changes is recorded, and not rebooted`()
        async throws
    {
        try await Room.open { room in
            let node = try await TestNode(seed, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            try await node.reboot()

            var again = seed
            again.instance = "iid-local02"
            try node.disk.lay(again)
            try #require(try await node.boot() == .up)
            #expect(try node.disk.read("/etc/bootcmd/state.json").contains("iid-local02"))
            let pristine = Repository.tests.appending(
                path: "fixtures/nodes/etcd-of-fedora/etc/etcd/etcd.conf"
            )
            #expect(
                try node.disk.read("/etc/etcd/etcd.conf.save")
                    == String(contentsOf: pristine, encoding: .utf8)
            )
        }
    }

    @Test func `by hand, a dry run shows what an edit changed`() async throws {
        try await Room.open { room in
            // To cloud-init, what the bootloader says of the name wins over the seed.
            let kind = NodeDisk.Contents(commandLine: [NodeDisk.seed + ";h=a1"])
            let node = try await TestNode(seed, kind, in: room)
            var other = seed
            other.host = "a9"
            try node.disk.lay(other)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            #expect(try await node.run("hostname") == "a1\n")
            let look = ["/var/cloud-init/bootcmd", "--dry-run", "--exit-code"]
            let before = try await node.disk.traces()

            let nothing = try await node.command(look).run()
            #expect(nothing.status == 0, "\(nothing)")
            #expect(nothing.standardOutput.contains("nothing to do"), "\(nothing)")
            #expect(try await node.disk.traces() == before)

            try await node.run("sed", "-i", "s/diy-cluster/edited/", "/etc/etcd/etcd.conf")
            let difference = try await node.command(look).run()
            #expect(difference.status == 2, "\(difference)")
            for line in [
                #"-ETCD_INITIAL_CLUSTER_TOKEN="edited""#,
                #"+ETCD_INITIAL_CLUSTER_TOKEN="diy-cluster""#,
            ] {
                #expect(difference.standardOutput.contains(line + "\n"), "\(difference)")
            }
        }
    }

    /// systemd goes on from one `ExecStartPre=` that a stop has ended to the next, and sends that no
    /// signal.
    @Test func `an etcd that waits at its gate is stopped at once, whenever that comes`()
        async throws
    {
        try await Room.open { room in
            let node = try await TestNode(seed, in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            // flanneld ends without etcd, and its next start would start that, too.
            let script = """
                systemctl stop flanneld etcd
                mv /var/lib/etcd/a1.etcd /var/lib/etcd/lost
                cd /var/cloud-init
                mv bootcmd bootcmd.real
                printf '#!/bin/sh\n[ "$2" != --hold ] || sleep 1\nexec "$0.real" "$@"\n' > bootcmd
                chmod 755 bootcmd
                for delay in 0.5 2; do
                    systemctl start --no-block etcd
                    sleep "$delay"
                    timeout 40 systemctl stop etcd || { echo "stuck after $delay"; exit 1; }
                done
                """
            try await node.command(["sh", "-c", script]).succeed(within: .seconds(120))
        }
    }

    @Test func `undo gives a running node back`() async throws {
        try await Room.open { room in
            let node = try await TestNode(seed, in: room)
            let original = try node.disk.read("/etc/etcd/etcd.conf")
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            let states = ["sh", "-c", "systemctl is-enabled etcd flanneld; true"]
            #expect(try await node.command(states).succeed() == "enabled\nenabled\n")

            try await node.run("/var/cloud-init/bootcmd", "undo")
            #expect(try await node.command(states).succeed() == "disabled\ndisabled\n")
            #expect(try node.disk.read("/etc/etcd/etcd.conf") == original)
            #expect(!node.disk.has("/etc/systemd/system/etcd.service.d"))
            #expect(!node.disk.has("/etc/bootcmd"))
            #expect(try await node.status().failure == "configured bad")
        }
    }

    @Test func `docker comes back with flanneld, whatever happened to it`() async throws {
        try await Room.open { room in
            let node = try await TestNode(seed, .init(docker: true), in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)

            try await node.run("systemctl", "stop", "etcd")
            let told = try await node.status()
            #expect(told.failure == "etcd bad", "\(told)")
            #expect(told["etcd"].hasSuffix("systemctl start etcd"), "\(told)")
            try await node.run("systemctl", "kill", "--signal=KILL", "flanneld")
            // systemd starts flanneld again, and etcd, which it wants, before it.
            try await node.journal(
                says: "Started docker.service",
                times: 2,
                within: .seconds(60)
            )
            let bridge = try await node.run("ip", "-brief", "address", "show", "docker0")
            #expect(bridge.contains(try await node.subnet()), "\(bridge)")
        }
    }

    private static let done = "a1 is configured (instance iid-local01); nothing to do"
}
