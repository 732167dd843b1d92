import Foundation
import TestSupport
import Testing

/// What a replaced file keeps of the one that it replaces, and what its pristine copy is.
@Suite struct FileTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    private static let path = "/etc/etcd/etcd.conf"

    @Test func `the pristine copy is the very file`() async throws {
        try await root.prepare(
            "touch -d 2015-06-30 etc/etcd/etcd.conf; ln etc/etcd/etcd.conf other"
        )
        let before = try #require(root.snapshot()[Self.path])
        _ = try await root.run([])
        let tree = try root.snapshot()
        let copy = try #require(tree["\(Self.path).save"])
        #expect(copy.inode == before.inode)
        #expect(copy.modified == before.modified)
        #expect(copy.contents == before.contents)
        #expect(tree["/other"]?.contents == before.contents)
        #expect(tree[Self.path]?.inode != before.inode)
    }

    @Test func `mode and extended attributes are kept`() async throws {
        try await root.prepare(
            """
            chmod 640 etc/etcd/etcd.conf
            setfattr -n user.note -v 'kept "as" it is' etc/etcd/etcd.conf
            setfattr -n user.empty etc/etcd/etcd.conf
            """
        )
        let before = try #require(root.snapshot()[Self.path])
        #expect(before.attributes.count == 2)
        _ = try await root.run([])
        let after = try #require(root.snapshot()[Self.path])
        #expect(after.mode == before.mode)
        #expect(after.attributes == before.attributes)
        #expect(after.contents != before.contents)
    }

    @Test(.enabled(if: isRoot))
    func `owner, special bits, labels and access lists are kept`() async throws {
        try await root.prepare(
            """
            chown 0:65534 etc/etcd/etcd.conf
            chmod 2640 etc/etcd/etcd.conf
            setfattr -n security.selinux -v system_u:object_r:etc_t:s0 etc/etcd/etcd.conf
            setfattr -n trusted.note -v x etc/etcd/etcd.conf
            """
        )
        // setfacl(1) may not be there; this is user 65534's right to read, as the kernel keeps it.
        let list =
            "0x0200000001000600ffffffff02000400feff000004000400ffffffff10000600ffffffff20000000ffffffff"
        _ = try await Command(
            ["setfattr", "-n", "system.posix_acl_access", "-v", list, root.path(Self.path)]
        ).run()
        let before = try #require(root.snapshot()[Self.path])
        #expect(before.attributes["security.selinux"] != nil)
        #expect(before.attributes["trusted.note"] != nil)

        _ = try await root.run([])
        let after = try #require(root.snapshot()[Self.path])
        #expect(after.owner == before.owner)
        #expect(after.mode == before.mode)
        #expect(after.attributes == before.attributes)
    }

    @Test func `a first run refuses to lose a file beside a copy of something else`() async throws {
        let original = try #require(root.text(Self.path))
        try root.write("older still\n", to: "\(Self.path).save")
        let before = try root.snapshot()
        let reason = """
            ROOT/etc/etcd/etcd.conf.save: is where etcd.conf would be kept; move one of the two away \
            ('bootcmd undo --root ROOT' puts the other one back), or let --force overwrite etcd.conf

            """
        let shown = try await root.run(["--dry-run"])
        #expect(shown.status == 73)
        #expect(shown.output.contains("\nrefused: \(reason)"))
        #expect(!shown.output.contains("will be lost"))
        let said = try await root.run([])
        #expect(said.status == 73)
        #expect(said.words.contains(reason))
        #expect(try root.snapshot().changes(since: before) == [])

        // As it asks: what stays is put back, whichever of the two that is.
        try await root.prepare("mv etc/etcd/etcd.conf.save older")
        #expect(try await root.run([]).status == 0)
        #expect(try await root.run(["undo"]).status == 0)
        #expect(root.text(Self.path) == original)
    }

    @Test func `a forced run overwrites a file beside a copy of something else`() async throws {
        try root.write("older still\n", to: "\(Self.path).save")
        let before = try root.snapshot()["\(Self.path).save"]
        let warning = """
            warning: ROOT/etc/etcd/etcd.conf: its current contents will be lost: etcd.conf.save is \
            another file

            """
        let said = try await root.run(["--force"])
        #expect(said.status == 0)
        #expect(said.words.hasPrefix("bootcmd: \(warning)"))
        #expect(try root.snapshot()["\(Self.path).save"] == before)
    }

    @Test(arguments: [
        // what lies where the temporary file goes
        "echo half > etc/etcd/.etcd.conf.bootcmd-new",
        "ln -s /etc/group etc/etcd/.etcd.conf.bootcmd-new",
        "mkfifo etc/etcd/.etcd.conf.bootcmd-new",
    ])
    func `what a power cut left of a temporary file is replaced`(script: String) async throws {
        try await root.prepare(script)
        #expect(try await root.run([]).status == 0)
        let tree = try root.snapshot()
        #expect(tree["/etc/etcd/.etcd.conf.bootcmd-new"] == nil)
        #expect(tree["/etc/group"]?.text?.hasPrefix("root:x:0:\n") == true)
    }

    @Test(.enabled(if: isRoot), arguments: ["security.ima", "security.evm"])
    func `what the kernel makes of a file's bytes is not copied`(name: String) async throws {
        try await root.prepare("setfattr -n \(name) -v 0x0102 etc/etcd/etcd.conf || touch refused")
        guard try root.snapshot()["/refused"] == nil else { return }
        _ = try await root.run([])
        #expect(try root.snapshot()[Self.path]?.attributes[name] == nil)
    }

    @Test func `what lies beside a drop-in that is not there yet is not taken for its original`()
        async throws
    {
        let dropIn = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
        try root.write("[Service]\nUser=mallory\n", to: "\(dropIn).save")
        #expect(try await root.run([]).status == 0)
        #expect(try await root.run(["undo"]).status == 0)
        #expect(root.text(dropIn) == nil)
        #expect(root.text("\(dropIn).save") != nil)
    }
}
