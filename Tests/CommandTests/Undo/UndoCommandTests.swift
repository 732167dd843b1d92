import Foundation
import TestSupport
import Testing

/// The node given back, on a root and by the built binary.
@Suite struct UndoCommandTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    @Test func `directories that were made for files and links are removed`() async throws {
        try root.remove("/etc/systemd")
        func directories() throws -> [String] {
            try root.snapshot().entries.keys.filter { $0.hasPrefix("/etc/systemd") }
        }
        try await root.bootcmd().succeed()
        #expect(try directories().contains("/etc/systemd/system/multi-user.target.wants"))
        try await root.bootcmd("undo").succeed()
        #expect(try directories() == [])
    }

    @Test func `undo gives the node back`() async throws {
        let before = try root.snapshot()
        _ = try await root.run([])
        let said = try await root.run(["undo"])
        #expect(said.status == 0)
        #expect(
            said.words
                == "bootcmd: undone. Services that ran were not stopped. Unless you remove bootcmd "
                + "from user-data, the next boot configures this node again\n"
        )
        let after = try root.snapshot()
        // The group stays, with the copies that groupadd makes of its files.
        let texts = after.texts(below: "").filter { !$0.key.hasPrefix("/etc/g") }
        #expect(texts == before.texts(below: "").filter { !$0.key.hasPrefix("/etc/g") })
        for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            #expect(after[path]?.inode == before[path]?.inode, "\(path)")
            #expect(after[path]?.modified == before[path]?.modified, "\(path)")
        }
        #expect(after.targets(below: "") == [:])
        #expect(
            Set(after.entries.keys).subtracting(before.entries.keys) == [
                "/etc/group-", "/etc/gshadow-",
            ]
        )
        #expect(
            try await root.run(["undo"]).words
                == "bootcmd: no record of a configuration; nothing to undo\n"
        )
    }

    @Test func `undo leaves what was there, and enabled, before`() async throws {
        try await root.prepare(
            """
            mkdir -p opt etc/systemd/system/foo.target.wants etc/systemd/system/etcd.service.d
            mv usr/lib/systemd/system/etcd.service opt/
            ln -s /opt/etcd.service etc/systemd/system/etcd.service
            ln -s /opt/etcd.service etc/systemd/system/foo.target.wants/etcd.service
            printf '[Service]\\nRestart=on-failure\\nRestartSec=1\\n' \
                > etc/systemd/system/etcd.service.d/restart.conf
            """
        )
        let before = try root.snapshot()
        #expect(try await root.run([]).status == 0)
        #expect(try await root.run(["undo"]).status == 0)
        let after = try root.snapshot()
        let gone = Set(before.entries.keys).subtracting(after.entries.keys)
        #expect(gone == [])
        let new = Set(after.entries.keys).subtracting(before.entries.keys)
        #expect(new.allSatisfy { $0.hasPrefix("/etc/g") }, "\(new)")
        let restart = "/etc/systemd/system/etcd.service.d/restart.conf"
        #expect(after[restart]?.inode == before[restart]?.inode)
    }

    @Test(arguments: [
        ["/etc/etcd/etcd.conf.save"], ["/etc/etcd/etcd.conf.save", "/etc/etcd/etcd.conf"],
    ])
    func `undo refuses where an original is gone, unless it is forced`(
        removed: [String]
    ) async throws {
        _ = try await root.run([])
        for path in removed { try root.remove(path) }
        let before = try root.snapshot()
        let said = try await root.run(["undo"])
        #expect(said.status == 73)
        #expect(
            said.words.contains("/etc/etcd/etcd.conf: the original, kept as .save, is gone")
        )
        #expect(try root.snapshot() == before)
        let forced = try await root.run(["undo", "--force"])
        #expect(forced.status == 0)
        let outcome = removed.count == 1 ? "what bootcmd wrote stays" : "nothing is put here"
        #expect(
            forced.words.contains(
                "bootcmd: warning: ROOT/etc/etcd/etcd.conf: the original is gone, and \(outcome)\n"
            )
        )
    }

    @Test func `undo says that what it puts back was changed since it was kept`() async throws {
        let warning =
            "what was kept of the original was changed since, and is put back as it is now\n"
        #expect(try await root.run([]).status == 0)
        #expect(!(try await root.run(["undo", "--dry-run"])).output.contains(warning))
        let path = "/etc/etcd/etcd.conf"
        try root.write("ETCD_NAME=changed\n", to: "\(path).save")
        // Another run knows it as well.
        try root.identify(host: "a2", instance: "iid-2")
        #expect(try await root.run([]).status == 0)
        let shown = try await root.run(["undo", "--dry-run"])
        #expect(shown.output.contains("restore ROOT\(path)\nwarning: \(warning)"), "\(shown)")
        let said = try await root.run(["undo"])
        #expect(said.words.contains("bootcmd: warning: ROOT\(path): \(warning)"), "\(said)")
        #expect(root.text(path) == "ETCD_NAME=changed\n")
    }

    @Test func `undo keeps what was edited, unless it is forced`() async throws {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        let before = try root.snapshot()
        let said = try await root.run(["undo"])
        #expect(said.status == 73)
        #expect(
            said.words == """
                ROOT/etc/etcd/etcd.conf: changed since bootcmd wrote it; 'bootcmd undo --root ROOT --dry-run' \
                shows what would be lost, and --force discards it
                bootcmd: stopped; nothing was changed

                """
        )
        #expect(try root.snapshot().changes(since: before) == [])
        #expect(try await root.run(["undo", "--force"]).status == 0)
        #expect(root.text("/etc/etcd/etcd.conf") == (try ScratchRoot.before("/etc/etcd/etcd.conf")))
    }

    @Test func `undo puts the default of an ostree host's new tree in the place of the old one's`()
        async throws
    {
        let (etcd, flanneld) = ("/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld")
        try root.write(ScratchRoot.before(etcd), to: "/usr\(etcd)")
        try root.write("the operator's own is another\n", to: "/usr\(flanneld)")
        try await root.prepare("chmod 640 .\(etcd)")
        #expect(try await root.run([]).status == 0)
        try root.write("new default\n", to: "/usr\(etcd)")
        let said = try await root.run(["undo"])
        #expect(said.status == 0)
        #expect(root.text(etcd) == "new default\n")
        #expect(try root.snapshot()[etcd].map { $0.mode & 0o777 } == 0o640)
        #expect(root.text("\(etcd).save") == nil)
        #expect(root.text(flanneld) == (try ScratchRoot.before(flanneld)))
        #expect(
            said.words.contains(
                "bootcmd: warning: ROOT\(flanneld): put back as it was before bootcmd; this tree has "
                    + "another default, ROOT/usr\(flanneld)\n"
            )
        )
        #expect(!said.words.contains("ROOT\(etcd):"))
    }

    @Test(arguments: [["undo", "--dry-run"], ["undo", "--dry-run", "--json"]])
    func `undo can be looked at first`(arguments: [String]) async throws {
        let none = try await root.run(arguments + ["--exit-code"])
        #expect(none.status == 0)
        #expect(none.output.hasPrefix("{") == arguments.contains("--json"))
        _ = try await root.run([])
        let before = try root.snapshot()
        #expect(try await root.run(arguments + ["--exit-code"]).status == 2)
        #expect(try await root.run(arguments).output.contains("/etc/etcd/etcd.conf"))
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test(.enabled(if: isRoot)) func `undo is refused where it cannot write`() async throws {
        _ = try await root.run([])
        let record = root.path("/etc/bootcmd/state.json")
        // A file system that knows no such flag, or a container that may not set it, shows nothing.
        guard try await Command(["chattr", "+i", record]).run().status == 0 else { return }
        let said = try await root.run(["undo"])
        try await Command(["chattr", "-i", record]).succeed()
        #expect(said.status == 73)
        #expect(
            said.words == """
                ROOT/etc/bootcmd/state.json: is immutable; run 'chattr -i'
                bootcmd: stopped; nothing was changed

                """
        )
        #expect(try await root.run(["undo"]).status == 0)
    }

    @Test(.enabled(if: isRoot))
    func `a dry run ends as the undo would where nothing can be written`()
        async throws
    {
        _ = try await root.run([])
        let readOnly =
            "mount --bind \"$0/etc\" \"$0/etc\"; mount -o remount,bind,ro \"$0/etc\"; exec \"$@\""
        let prefix = ["unshare", "--mount", "sh", "-ec", readOnly, root.url.path]
        let undo = try await root.run(["undo"], prefix: prefix)
        #expect(undo.status == 74, "\(undo)")
        let shown = try await root.run(["undo", "--dry-run"], prefix: prefix)
        #expect(shown.status == 74, "\(shown)")
        #expect(shown.output.contains("/etc/etcd/etcd.conf"), "\(shown)")
        #expect(shown.error.contains("Read-only file system"), "\(shown)")
    }
}
