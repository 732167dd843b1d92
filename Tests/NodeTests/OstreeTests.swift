import Foundation
import TestSupport
import Testing

/// A node on an ostree host, whose `/etc` belongs to a deployment. It is a cluster of its own.
@Suite(.whereNodesBoot, .namingLogs)
struct OstreeTests {
    private let seed = NodeSeed(host: "a1", cluster: "cluster: " + NodeSeed.members(["a1"]))

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a configured ostree host stays so at a later boot and after an upgrade`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let disk = try await disk(release, in: room)
            let first = try await deploy(on: disk)
            let node = try TestNode(seed.host, on: first, in: room)
            try #require(try await node.boot() == .rebooting)
            let configured = try await first.traces()
            try #require(try await node.boot() == .up)
            #expect(try await first.traces() == configured)
            #expect(try await node.failedUnits() == "")

            // The next tree brings another default for a file that the agent has replaced.
            let tree = try version("2", in: room)
            let newDefault = try first.read("/etc/etcd/etcd.conf.save") + "# new\n"
            try write(newDefault, to: tree.appending(path: "etc/etcd/etcd.conf"))
            try await disk.commit([tree])
            let second = try await disk.upgrade(node)
            try await node.reboot()
            try #require(try await node.boot(second) == .up)
            #expect(try await node.run("cat", "/usr/lib/version") == "2")
            // The programs that the plan rested on are other files now, with the same bytes.
            #expect(try await node.agentLines(ofBoot: 3) == [Self.done])
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")
            try await node.reboot()
            try #require(try await node.boot(second) == .up)
            #expect(try await node.agentLines(ofBoot: 4) == [Self.done])

            #expect(try await changes(of: node).contains("etcd/etcd.conf"))
            try await node.run("/var/cloud-init/bootcmd", "undo")
            #expect(try second.read("/etc/etcd/etcd.conf") == newDefault)
            // Nor does ostree see a difference from the tree.
            #expect(try await changes(of: node).filter { $0.hasPrefix("etcd/") } == [])
        }
    }

    @Test func `a node that is rolled back to before it was configured is configured again`()
        async throws
    {
        try await Room.open { room in
            let (node, older, newer, _) = try await leavingConfigured(in: room)
            try await configure(node, older)
            #expect(older.has(Self.record))
            try await node.reboot()
            try #require(try await node.boot(newer) == .up)
            #expect(try await node.agentLines(ofBoot: 5) == [Self.done])
        }
    }

    @Test func `the one record of an older agent is adopted where it is true`() async throws {
        try await Room.open { room in
            let (node, older, newer, original) = try await leavingConfigured(in: room)
            let record = try newer.read(Self.record)
            try newer.remove(Self.record)
            try newer.write(
                record.replacing("\"version\": 2", with: "\"version\": 1"),
                to: Self.former
            )

            // It is of the other deployment: nothing that it says is true here.
            try await configure(node, older)
            #expect(older.has(Self.record) && !older.has(Self.former))
            try await node.reboot()
            try older.write(
                record.replacing("\"version\": 2", with: "\"version\": 1"),
                to: Self.former
            )
            try #require(try await node.boot(newer) == .up)
            #expect(newer.has(Self.record) && !newer.has(Self.former))
            try await node.run("/var/cloud-init/bootcmd", "undo")
            #expect(try newer.read("/etc/etcd/etcd.conf") == original)
        }
    }

    @Test func `a deployment's record is its own, whatever is edited or undone in another`()
        async throws
    {
        try await Room.open { room in
            let (node, older, newer, original) = try await leavingConfigured(in: room)
            try await configure(node, older)

            try older.write("\(seed.cluster)\netcd: {token: edited}\n", to: Self.description)
            try await node.run("/var/cloud-init/bootcmd", "--force", "--no-reboot")
            #expect(try older.read("/etc/etcd/etcd.conf").contains(#"TOKEN="edited""#))
            try await node.reboot()

            try #require(try await node.boot(newer) == .up)
            let line = try await node.agentLines(ofBoot: 5).last
            #expect(line?.contains("cluster.yaml has changed") == true, "\(line ?? "")")
            #expect(try newer.read("/etc/etcd/etcd.conf").contains(#"TOKEN="diy-cluster""#))
            try await node.run("/var/cloud-init/bootcmd", "undo")
            #expect(try newer.read("/etc/etcd/etcd.conf") == original)
            #expect(!newer.has("/etc/bootcmd"))

            #expect(older.has(Self.record))
            try await node.reboot()
            try #require(try await node.boot(older) == .up)
            #expect(try await node.show("flanneld", "ActiveState") == "active")
            try await node.run("/var/cloud-init/bootcmd", "undo")
            #expect(try older.read("/etc/etcd/etcd.conf") == original)
            #expect(try await node.show("etcd", "UnitFileState") == "disabled")
        }
    }

    @Test func `a run that was cut in one deployment is finished there, whatever another has done`()
        async throws
    {
        try await Room.open { room in
            let (older, newer) = try await twoDeployments(in: room)
            // The agent's own groupadd is where its run ends.
            let groupadd = "/var/usrlocal/sbin/groupadd"
            let killer = """
                #!/bin/sh
                [ "$(cat /proc/$PPID/comm)" != bootcmd ] || kill -KILL $PPID
                exec /usr/sbin/groupadd "$@"

                """
            try newer.write(killer, to: groupadd)
            try await Command(["chmod", "755", newer.seen(groupadd).path]).succeed()
            let node = try TestNode(seed.host, on: newer, in: room)
            try #require(try await node.boot() == .up)
            #expect(newer.has(Self.record))
            #expect(try await node.show("etcd", "UnitFileState") == "disabled")
            try newer.remove(groupadd)
            try await node.pullPlug()

            try await configure(node, older)
            try await node.reboot()
            try await configure(node, newer)
        }
    }

    @Test func `a root that a boot forgets is no matter, an etc that it forgets is`() async throws {
        try await Room.open { room in
            let disk = try await disk(.usual, in: room)
            let forgetfulRoot = try await deploy(on: disk, transient: .root)
            try await disk.commit([version("2", in: room)])
            let forgetfulEtc = try await disk.deploy(transient: .etc)
            let node = try TestNode(seed.host, on: forgetfulRoot, in: room)
            try await configure(node, forgetfulRoot)
            #expect(
                try await node.run("findmnt", "--noheadings", "-o", "FSTYPE", "/") == "overlay\n"
            )
            try await node.reboot()

            try #require(try await node.boot(forgetfulEtc) == .up)
            let said = try await node.console(ofBoot: 3)
            #expect(said.contains("/etc: lies on an overlay"))
            #expect(said.contains("which a reboot empties"))
            #expect(!forgetfulEtc.has("/etc/bootcmd"))
            #expect(try await node.show("etcd", "UnitFileState") == "disabled")
        }
    }

    private static let record = "/etc/bootcmd/state.json"
    private static let former = "/var/lib/bootcmd/state.json"
    private static let description = "/var/cloud-init/cluster.yaml"
    private static let done = "bootcmd: a1 is configured (instance iid-local01); nothing to do"

    /// Boots a deployment that is not configured, and expects that afterwards it is.
    private func configure(_ node: TestNode, _ deployment: NodeDisk) async throws {
        try #require(try await node.boot(deployment) == .rebooting)
        try #require(try await node.boot(deployment) == .up)
        for unit in ["etcd", "flanneld"] {
            #expect(try await node.show(unit, "UnitFileState") == "enabled")
            #expect(try await node.show(unit, "ActiveState") == "active")
        }
        #expect(try await node.failedUnits() == "")
    }

    /// A disk with two deployments that were never booted, the older one first.
    private func twoDeployments(in room: Room) async throws -> (NodeDisk, NodeDisk) {
        let disk = try await disk(.usual, in: room)
        let older = try await deploy(on: disk)
        try await disk.commit([version("2", in: room)])
        return (older, try await disk.deploy())
    }

    /// A node that is configured in the newer of its deployments and leaves it for another boot,
    /// with what etcd.conf was in both.
    private func leavingConfigured(
        in room: Room
    ) async throws -> (node: TestNode, older: NodeDisk, newer: NodeDisk, original: String) {
        let (older, newer) = try await twoDeployments(in: room)
        let original = try older.read("/etc/etcd/etcd.conf")
        let node = try TestNode(seed.host, on: newer, in: room)
        try await configure(node, newer)
        try await node.reboot()
        return (node, older, newer, original)
    }

    private func disk(_ release: DebianRelease, in room: Room) async throws -> OstreeDisk {
        try await OstreeDisk(release, in: room.directory.appending(path: seed.host), of: room)
    }

    /// The disk's first deployment, and in `/var` what the agent needs.
    private func deploy(
        on disk: OstreeDisk,
        transient: OstreeDisk.Transient? = nil
    ) async throws -> NodeDisk {
        let deployment = try await disk.deploy(transient: transient)
        try deployment.lay(seed)
        try await deployment.install(Product.bootcmd)
        return deployment
    }

    /// A tree that makes another version of whatever it is laid over.
    private func version(_ text: String, in room: Room) throws -> URL {
        let tree = room.directory.appending(path: "version-\(text)")
        try write(text, to: tree.appending(path: "usr/lib/version"))
        return tree
    }

    private func write(_ text: String, to file: URL) throws {
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(),
            withIntermediateDirectories: true
        )
        try Data(text.utf8).write(to: file)
    }

    /// The files of `/etc` that are not as the booted tree has them.
    private func changes(of node: TestNode) async throws -> [String] {
        try await node.run("ostree", "admin", "config-diff").split(separator: "\n").map { line in
            String(line.drop { $0 != " " }.drop { $0 == " " })
        }
    }
}
