import Foundation
import TestSupport
import Testing

/// Who may read and write what the agent reads and writes: modes, owners and access lists.
@Suite(.enabled(if: isRoot)) struct LooseFileTests {
    private let authority: TestAuthority
    private let root: ScratchRoot

    init() async throws {
        authority = try await TestAuthority()
        root = try ScratchRoot()
        try authority.secure("a1", on: root)
    }

    /// An access list in the kernel's form, which lets user 65534 do something.
    private static func list(_ named: String, mask: String) -> String {
        "0x02000000" + "01000700ffffffff" + "02000\(named)00feff0000" + "04000500ffffffff"
            + "10000\(mask)00ffffffff" + "20000500ffffffff"
    }

    private func set(_ name: String, _ list: String, on path: String) async throws {
        try await Command(["setfattr", "-n", "system.\(name)", "-v", list, root.path(path)])
            .succeed()
    }

    private static let dropIn = "/etc/systemd/system/etcd.service.d/restart.conf"
    private static let key = "/etc/etcd/tls/node.key"

    @Test func `what a directory would have its files inherit, files of ours have not`()
        async throws
    {
        for directory in ["/etc/etcd", "/etc/sysconfig", "/etc/systemd/system"] {
            try await set("posix_acl_default", Self.list("6", mask: "7"), on: directory)
        }
        #expect(try await root.run([]).status == 0)
        let tree = try root.snapshot()
        for (path, mode) in [
            (Self.key, 0o640), ("/etc/etcd/tls", 0o750), (Self.dropIn, 0o644),
            ("/etc/systemd/system/etcd.service.d", 0o755), ("/etc/etcd/etcd.conf", 0o644),
        ] as [(String, UInt32)] {
            let entry = try #require(tree[path])
            #expect(entry.mode & 0o7777 == mode, "\(path)")
            #expect(entry.attributes.isEmpty, "\(path): \(entry.attributes)")
        }
    }

    @Test(arguments: [
        // where, what it lets the other user do, whether that is refused
        ("/var/cloud-init/meta-data", "6", true),
        ("/var/cloud-init/cluster.yaml", "2", true),
        ("/var/cloud-init", "7", true),
        ("/var/cloud-init/tls", "3", true),
        ("/var/cloud-init/meta-data", "4", false),
        ("/var/cloud-init", "5", false),
    ])
    func `an input that an access list opens for writing is refused`(
        path: String,
        rights: String,
        isRefused: Bool
    ) async throws {
        try await set("posix_acl_access", Self.list(rights, mask: "7"), on: path)
        let said = try await root.run(["--dry-run"])
        #expect((said.status != 0) == isRefused, "\(said)")
        #expect(said.error.contains("\(path): is writable by others") == isRefused, "\(said)")
        // What the message says to type helps.
        try await Command(["chmod", "go-w", root.path(path)]).succeed()
        #expect(try await root.run(["--dry-run"]).status == 0)
    }

    @Test(arguments: [
        (dropIn, "chmod 666"), (dropIn, "chown 65534"), ("/etc/etcd/etcd.conf", "chmod o+w"),
        ("/etc/etcd/etcd.conf", "chown 65534:65534"), (key, "chmod 644"), (key, "chown 65534"),
        (dropIn, "setfattr -n system.posix_acl_access -v \(list("6", mask: "7"))"),
        (key, "setfattr -n system.posix_acl_access -v \(list("4", mask: "5"))"),
    ])
    func `what somebody has opened to others is said at every boot, and closed by --force`(
        path: String,
        command: String
    ) async throws {
        #expect(try await root.run([]).status == 0)
        let before = try root.snapshot()
        try await root.prepare("\(command) .\(path)")
        for _ in 0..<2 {
            let said = try await root.run([])
            #expect(said.status == 0)
            let words = "\(path) open to others; 'bootcmd --root ROOT --force' closes that again"
            #expect((said.output + said.error).contains(words), "\(said)")
        }
        let shown = try await root.run(["--force", "--dry-run"])
        #expect(shown.output.contains("protect ROOT\(path)\n"), "\(shown)")
        #expect(try await root.run(["--force"]).status == 0)
        let (closed, first) = (try root.snapshot()[path], before[path])
        #expect(closed?.mode == first?.mode && closed?.owner == first?.owner)
        #expect(closed?.contents == first?.contents && closed?.attributes == [:])
        let said = try await root.run([])
        #expect((said.output + said.error).contains("nothing to do"), "\(said)")
    }

    @Test func `an original that others may write keeps its mode, and nothing is said of it`()
        async throws
    {
        try await root.prepare("chgrp 4 etc/etcd/etcd.conf; chmod 664 etc/etcd/etcd.conf")
        #expect(try await root.run([]).status == 0)
        #expect(try root.snapshot()["/etc/etcd/etcd.conf"]?.mode == 0o100664)
        let said = try await root.run([])
        #expect(!(said.output + said.error).contains("open to others"), "\(said)")
    }

    @Test func `a dynamic user that the machine has reads the key`() async throws {
        try root.write(
            "[Service]\nUser=\nDynamicUser=yes\nStateDirectory=etcd\n",
            to: "/usr/lib/systemd/system/etcd.service.d/user.conf"
        )
        #expect(try await root.run([]).status == 0)
        #expect(try root.snapshot()[Self.key]?.owner == [0, 977])
    }
}
