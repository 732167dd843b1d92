import Foundation
import TestSupport
import Testing

/// `bootcmd undo` gives the node back.
@Suite struct UndoTests {
    /// An operator's node: owners, modes, attributes and times of its own.
    private func operatorsNode() async throws -> ScratchRoot {
        let root = try ScratchRoot()
        try await Command([
            "sh", "-euc",
            """
            cd "$1"
            printf 'ETCD_NAME=mine\\r\\n\\0no text\\377' > etc/etcd/etcd.conf
            chown 0:33 etc/etcd/etcd.conf; chmod 640 etc/etcd/etcd.conf
            setfattr -n user.note -v kept etc/etcd/etcd.conf
            setfattr -n trusted.label -v 'a b' etc/sysconfig/flanneld
            setfattr -n security.selinux -v system_u:object_r:etc_t:s0 etc/sysconfig/flanneld || true
            chmod 600 etc/sysconfig/flanneld
            # User 65534's right to read, as the kernel keeps it: setfacl(1) may not be there.
            list=0x0200000001000600ffffffff02000400feff000004000400ffffffff10000600ffffffff20000000ffffffff
            setfattr -n system.posix_acl_access -v $list etc/etcd/etcd.conf || true
            touch -d '2015-09-01 12:00:00.123456789 UTC' etc/etcd/etcd.conf etc/sysconfig/flanneld
            """,
            "sh", root.url.path,
        ]).succeed()
        return root
    }

    /// What is not as it was, but for what an undo leaves: the group, and the times of directories.
    private func changes(of root: ScratchRoot, since before: Snapshot) throws -> [String] {
        try root.snapshot().changes(since: before).filter { change in
            let path = change.prefix { $0 != ":" }
            let isGroups = path.hasPrefix("/etc/group") || path.hasPrefix("/etc/gshadow")
            // Names came and went, in a directory or of a file.
            let what = Set(change.dropFirst(path.count + 2).split(separator: ", "))
            let isDirectory = before[String(path)]?.isDirectory == true
            let times: Set<Substring> = isDirectory ? ["modified", "changed"] : ["changed"]
            return !isGroups && !what.isSubset(of: times)
        }
    }

    @Test func `an operator's own copy, equal to the original, stays beside it`() async throws {
        let root = try await operatorsNode()
        try await Command([
            "sh", "-euc",
            """
            cd "$1"; cp etc/etcd/etcd.conf etc/etcd/etcd.conf.save
            chown 0:34 etc/etcd/etcd.conf.save; setfattr -n user.note -v other etc/etcd/etcd.conf.save
            chmod 604 etc/etcd/etcd.conf.save; touch -d 2016-01-01 etc/etcd/etcd.conf.save
            """,
            "sh", root.url.path,
        ]).succeed()
        let before = try root.snapshot()
        let shown = try await root.bootcmd(["--dry-run"]).run()
        #expect(
            shown.standardOutput.contains(
                "keep the original as \(root.path("/etc/etcd/etcd.conf")).save.bootcmd\n"
            )
        )
        // Also where the power fails once both names of the original are there.
        let cut = CutPoint(
            program: "bootcmd",
            call: "renameat",
            number: 2,
            file: nil,
            isChange: true,
            object: ""
        )
        try await Image(root: root).cutPower(at: cut, of: [])
        for arguments in [[], ["--force"], ["undo"]] {
            try await root.bootcmd(arguments).succeed()
        }
        #expect(try changes(of: root, since: before) == [])
    }

    /// What happens between a node's first run and its undo.
    private static let histories: [(String, [String])] = [
        ("nothing", []),
        ("another instance", ["identify a2 iid-2", "run"]),
        (
            "three more instances",
            [
                "identify a2 iid-2", "run", "identify a3 iid-3", "run", "identify a1 iid-1", "run",
            ]
        ),
        ("a run by force", ["run --force"]),
        ("a cut undo", ["cut undo"]),
        ("a cut run for another instance", ["identify a2 iid-2", "cut"]),
    ]

    @Test(arguments: histories)
    func `the node is given back as it was`(history: String, steps: [String]) async throws {
        let root = try await operatorsNode()
        let before = try root.snapshot()
        try await root.bootcmd().succeed()
        for step in steps {
            let words = step.split(separator: " ").map(String.init)
            switch words[0] {
            case "identify": try root.identify(host: words[1], instance: words[2])
            case "cut":
                let image = Image(root: root)
                let arguments = Array(words.dropFirst())
                let call = arguments.isEmpty ? "renameat" : "unlinkat"
                let point = CutPoint(
                    program: "bootcmd",
                    call: call,
                    number: 2,
                    file: nil,
                    isChange: true,
                    object: ""
                )
                try await image.cutPower(at: point, of: arguments)
            default: try await root.bootcmd(Array(words.dropFirst())).succeed()
            }
        }
        if steps.contains(where: { $0.hasPrefix("identify") }) {
            try root.write(
                try #require(before["/var/cloud-init/meta-data"]?.text),
                to: "/var/cloud-init/meta-data"
            )
        }
        #expect(try !changes(of: root, since: before).isEmpty)
        try await root.bootcmd("undo").succeed()
        let changes = try changes(of: root, since: before).filter {
            $0 != "/var/cloud-init/meta-data: modified, changed"
        }
        #expect(changes == [])
    }

    @Test func `a node that the script made is given back as the script found it`() async throws {
        let root = try await Scenario.scripted()
        let enabled = try root.snapshot()
        try await root.bootcmd().succeed()
        try await root.bootcmd("undo").succeed()
        let after = try root.snapshot()
        for path in ConfiguredNode.replaced {
            #expect(root.text(path) == (try ScratchRoot.before(path)))
            #expect(after[path + ".save"] == nil)
        }
        for path in ConfiguredNode.created + ConfiguredNode.additions {
            #expect(after[path] == nil)
        }
        // Not our work: the units were enabled before.
        for path in ConfiguredNode.links { #expect(after[path] == enabled[path]) }
        #expect(after[ConfiguredNode.recordDirectory] == nil)
    }

    @Test func `a dry run shows what would be given back, and gives nothing`() async throws {
        let root = try await Scenario.configured()
        let before = try root.snapshot()
        let output = try await root.bootcmd("undo", "--dry-run").run()
        #expect(output.status == 0)
        for path in ConfiguredNode.replaced {
            #expect(output.standardOutput.contains("restore \(root.path(path))\n"))
        }
        for path in ConfiguredNode.created + ConfiguredNode.additions {
            #expect(output.standardOutput.contains("remove \(root.path(path))\n"))
        }
        for link in ConfiguredNode.links {
            #expect(output.standardOutput.contains("remove link \(root.path(link))\n"))
        }
        #expect(try await root.bootcmd("undo", "--dry-run", "--exit-code").run().status == 2)
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test(arguments: ConfiguredNode.replaced + ConfiguredNode.created + ConfiguredNode.additions)
    func `what was edited since is lost only by force`(path: String) async throws {
        let root = try await Scenario.configured()
        let expected = try await Scenario.undo.undisturbed()
        try root.write("# mine\n", to: path)
        let before = try root.snapshot()
        let refused = try await root.bootcmd("undo").run()
        #expect(refused.status == 73, "\(refused)")
        #expect(refused.standardError.contains("\(root.path(path)): changed since"), "\(refused)")
        #expect(try root.snapshot().changes(since: before) == [])
        try await root.bootcmd("undo", "--force").succeed()
        #expect(try Scenario.undo.portrait(root).differences(from: expected) == [])
    }

    @Test func `what others put beside our files stays, with its directory`() async throws {
        let root = try await Scenario.configured()
        let theirs = "/etc/systemd/system/etcd.service.d/theirs.conf"
        try root.write("[Service]\n", to: theirs)
        try await root.bootcmd("undo").succeed()
        let after = try root.snapshot()
        #expect(after[theirs]?.text == "[Service]\n")
        #expect(after["/etc/systemd/system/flanneld.service.d"] == nil)
        #expect(after[ConfiguredNode.recordDirectory] == nil)
    }

    @Test func `without a record there is nothing to undo`() async throws {
        let root = try ScratchRoot()
        let before = try root.snapshot()
        let output = try await root.bootcmd("undo").run()
        #expect(output.status == 0)
        #expect(output.standardError.contains("nothing to undo"))
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test func `a running node is given back through PID 1`() async throws {
        let node = try await RunningNode()
        let before = try node.root.snapshot()
        try await node.bootcmd(boot: 1).succeed()
        let calls = node.firstProcess.calls.count
        try await node.bootcmd(["undo"], boot: 2).succeed()
        #expect(
            Array(node.firstProcess.calls.dropFirst(calls)) == ["Reload"]
        )
        let changes = try changes(of: node.root, since: before)
        // What is in /run is gone with the boot.
        #expect(changes.filter { !$0.hasPrefix("/etc/.pwd.lock") && !$0.hasPrefix("/run") } == [])
    }
}
