import Foundation
import TestSupport
import Testing

/// The links by which units are enabled, where something else lies in their place, and where they
/// are more than the units' own.
@Suite struct LinkTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    @Test(arguments: [
        // what lies where systemd makes its link, what is said of it
        ("mkdir", "directory"), ("mkfifo", "FIFO"), ("touch", "regular file"),
    ])
    func `what is no link in a link's place is refused before the first write`(
        maker: String,
        kind: String
    ) async throws {
        let link = "etc/systemd/system/multi-user.target.wants/flanneld.service"
        try await root.prepare("mkdir -p $(dirname \(link)); \(maker) \(link)")
        let before = try root.snapshot()
        let said = try await root.run([])
        #expect(said.status == 73)
        #expect(
            said.words.contains("ROOT/\(link): is a \(kind), where systemd makes a link"),
            "\(said)"
        )
        #expect(try root.snapshot() == before)
        #expect(try await root.run(["--dry-run"]).status == 73)
    }

    @Test func `undo takes back what Also= enabled, and nothing that was enabled before`()
        async throws
    {
        let unit = try #require(root.text(ScratchRoot.etcdUnit))
        try root.write(
            unit + "Also=etcd-a.socket etcd-b.socket gone.socket\n",
            to: ScratchRoot.etcdUnit
        )
        for (name, also) in [
            ("a", "Also=etcd-c.socket\n"), ("b", ""), ("c", "Also=etcd.service\n"),
        ] {
            try root.write(
                "[Socket]\nListenStream=/run/\(name)\n[Install]\nWantedBy=sockets.target\n\(also)",
                to: "/usr/lib/systemd/system/etcd-\(name).socket"
            )
        }
        let wants = "/etc/systemd/system/sockets.target.wants"
        try await root.prepare(
            "mkdir -p .\(wants); ln -s /usr/lib/systemd/system/etcd-b.socket .\(wants)"
        )
        #expect(try await root.run([]).status == 0)
        let names = {
            try FileManager.default.contentsOfDirectory(atPath: root.path(wants)).sorted()
        }
        try #require(try names() == ["etcd-a.socket", "etcd-b.socket", "etcd-c.socket"])
        #expect(try await root.run(["undo"]).status == 0)
        #expect(try names() == ["etcd-b.socket"])
    }
}
