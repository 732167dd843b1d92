import Foundation
import TestSupport
import Testing

/// The binary beside the script that nodes of this cluster ran before it,
/// `Tests/fixtures/reference/first-boot`.
@Suite struct ScriptTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    /// Runs the script on a root: its paths are moved there, groupadd works there too, and
    /// systemctl enables there and does no more.
    private func runScript(on root: ScratchRoot) async throws {
        let stubs = try TemporaryDirectory()
        for (name, body) in [
            ("groupadd", "exec /usr/sbin/groupadd --prefix \"$FIRST_BOOT_ROOT\" \"$@\""),
            (
                "systemctl",
                "[ \"$1\" != enable ] || exec /usr/bin/systemctl --root=\"$FIRST_BOOT_ROOT\" \"$@\""
            ),
        ] {
            try stubs.write("#!/bin/sh\n\(body)\n", to: name, mode: 0o755)
        }
        try await Command(
            ["bash", Repository.tests.appending(path: "fixtures/reference/first-boot").path],
            environment: [
                "PATH": "\(stubs.url.path):/usr/sbin:/usr/bin:/sbin:/bin",
                "FIRST_BOOT_ROOT": root.url.path,
            ]
        ).succeed()
    }

    /// All that lies in /etc, but for the drop-ins and the preset that the script does not know.
    private func etc(_ root: ScratchRoot) throws -> [String: String] {
        let tree = try root.snapshot()
        return tree.texts(below: "/etc")
            .filter { !$0.key.hasSuffix("/bootcmd.conf") && !$0.key.hasPrefix("/etc/bootcmd/") }
            .filter { !$0.key.hasSuffix(".preset") }
            .merging(tree.targets(below: "/etc"), uniquingKeysWith: { first, _ in first })
    }

    @Test(arguments: ["a1", "a2", "a3"])
    func `the script and bootcmd make the same bytes and links`(host: String) async throws {
        let beside = try ScratchRoot(host: host)
        try await runScript(on: beside)
        try root.identify(host: host)
        #expect(try await root.run([]).status == 0)
        #expect(try etc(root) == etc(beside))
        #expect(try etc(root).count == 13)
    }

    @Test func `the script's node is adopted and not rebooted`() async throws {
        try await runScript(on: root)
        let before = try root.snapshot()
        let shown = try await root.run(["--dry-run", "--exit-code"])
        #expect(
            shown.output.contains(
                "\nalready configured, but not recorded: adopted without a reboot\n"
            )
        )
        #expect(shown.output.hasSuffix("\nno reboot\n"))
        #expect(shown.status == 2)

        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(!said.error.contains("group"))
        #expect(!said.error.contains("units"))
        let after = try root.snapshot()
        let new = Set(after.entries.keys).subtracting(before.entries.keys).sorted()
        #expect(
            new == [
                "/etc/bootcmd", "/etc/bootcmd/state.json",
                "/etc/systemd/system-preset/00-bootcmd.preset",
                "/etc/systemd/system/etcd.service.d/bootcmd.conf",
                "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
            ]
        )
        for (path, entry) in before.entries where entry.mode & S_IFMT != S_IFDIR {
            #expect(after[path] == entry, "\(path)")
        }
        #expect(try await root.run([]).words.hasSuffix("nothing to do\n"))
    }

    @Test func `an adopted node is given back as the script found it`() async throws {
        try await runScript(on: root)
        let before = try root.snapshot()
        _ = try await root.run([])
        #expect(try await root.run(["undo"]).status == 0)
        let after = try root.snapshot()
        for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            #expect(after[path]?.text == (try ScratchRoot.before(path)))
            #expect(after["\(path).save"] == nil)
        }
        // Who enabled the units, and made the group, was not the agent.
        #expect(after.targets(below: "/etc") == before.targets(below: "/etc"))
        #expect(after["/etc/group"] == before["/etc/group"])
    }

    private static let cuts: [(String, String)] = [
        // what the script did not come to, what is still done
        ("rm -r etc/systemd/system/*.wants etc/systemd/system/*.requires", "units"),
        ("rm -r etc/systemd/system/flanneld.service.d", "files"),
        ("mv etc/sysconfig/flanneld.save etc/sysconfig/flanneld", "files"),
        ("echo root:x:0: > etc/group", "group"),
    ]

    @Test(arguments: cuts)
    func `a node that the script left half made is finished`(cut: String, step: String) async throws
    {
        let beside = try ScratchRoot()
        try await runScript(on: beside)
        let whole = try etc(beside)
        try await runScript(on: root)
        try await root.prepare(cut)

        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(said.error.contains("bootcmd: \(step): finished\n"))
        #expect(
            try etc(root).filter { !$0.key.hasPrefix("/etc/g") }
                == whole.filter { !$0.key.hasPrefix("/etc/g") }
        )
        #expect(root.text("/etc/group")?.contains("docker:x:") == true)
    }
}
