import Foundation
import TestSupport
import Testing

/// Runs on a root, and what they leave.
@Suite struct ConfigureTests {
    let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    func golden(_ name: String) throws -> [String: String] {
        try Snapshot(of: ScratchRoot.golden.appending(path: name)).texts(below: "/etc")
    }

    /// Only the configuration files, without backups and what groupadd writes.
    func configuration() throws -> [String: String] {
        try root.snapshot().texts(below: "/etc").filter {
            !$0.key.hasSuffix(".save") && !$0.key.contains("/etc/g")
                && !$0.key.hasPrefix("/etc/bootcmd/")
        }
    }

    @Test(arguments: ["a1", "a2", "a3"])
    func `a run makes the node that was described`(host: String) async throws {
        try root.identify(host: host)
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(said.output == "")
        #expect(
            said.error == """
                bootcmd: lock: started: locking ROOT/
                bootcmd: lock: finished
                bootcmd: check: started: checking etcd.service flanneld.service
                bootcmd: check: finished
                bootcmd: warning: etcd.service: /usr/bin/etcd is not there, and its version is not \
                known: the files are those for etcd 2; run bootcmd again once it is installed
                bootcmd: group: started: making docker
                bootcmd: group: finished
                bootcmd: files: started: writing 7
                bootcmd: files: finished
                bootcmd: units: started: enabling etcd.service flanneld.service
                bootcmd: units: finished
                bootcmd: record: started: writing ROOT/etc/bootcmd/state.json
                bootcmd: record: finished
                bootcmd: \(host) is configured; the image will boot as this member

                """
        )

        let tree = try root.snapshot()
        #expect(try configuration() == golden(host))
        for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            #expect(tree["\(path).save"]?.text == (try ScratchRoot.before(path)))
        }
        let units = "/usr/lib/systemd/system"
        let system = "/etc/systemd/system"
        #expect(
            tree.targets(below: "/etc") == [
                "\(system)/multi-user.target.wants/etcd.service": "\(units)/etcd.service",
                "\(system)/multi-user.target.wants/flanneld.service": "\(units)/flanneld.service",
                "\(system)/docker.service.requires/flanneld.service": "\(units)/flanneld.service",
            ]
        )
        #expect(root.text("/etc/group")?.contains("\ndocker:x:") == true)
        #expect(root.text("/etc/gshadow")?.contains("\ndocker:!:") == true)
        #expect(tree["/etc/bootcmd"]?.mode == S_IFDIR | 0o755)
        #expect(tree["/etc/bootcmd/state.json"]?.mode == S_IFREG | 0o644)
        // Nothing else is left: no temporary file, no lock.
        #expect(
            tree.entries.keys.filter { $0.contains("bootcmd-new") || $0.hasSuffix(".lock") } == []
        )
    }

    @Test func `a new file is for everybody to read, whatever the umask`() async throws {
        _ = try await root.run([], prefix: ["sh", "-c", "umask 077; exec \"$@\"", "sh"])
        let tree = try root.snapshot()
        for (path, _) in try golden("a1") {
            #expect(tree[path]?.mode == S_IFREG | 0o644, "\(path)")
        }
        #expect(tree["/etc/systemd/system/etcd.service.d"]?.mode == S_IFDIR | 0o755)
    }

    @Test func `the record says what was there before`() async throws {
        _ = try await root.run([])
        let read = try await Command([
            "python3", "-c",
            """
            import json, sys
            record = json.load(open(sys.argv[1]))
            print(record["version"], record["phase"], record["instance-id"], record["host-name"])
            print(record["reboot-owed-in"], record["group"], *record["links"])
            print(*record["directories"])
            for file in record["files"]: print(file["path"], file["origin"])
            """, root.path("/etc/bootcmd/state.json"),
        ]).succeed()
        #expect(
            read == """
                2 complete iid-local01 a1
                None docker /etc/systemd/system/multi-user.target.wants/etcd.service \
                /etc/systemd/system/multi-user.target.wants/flanneld.service \
                /etc/systemd/system/docker.service.requires/flanneld.service
                /etc/systemd/system/etcd.service.d /etc/systemd/system/flanneld.service.d
                /etc/etcd/etcd.conf replaced
                /etc/systemd/system/etcd.service.d/restart.conf created
                /etc/sysconfig/flanneld replaced
                /etc/systemd/system/flanneld.service.d/init.conf created
                /etc/systemd/system/etcd.service.d/bootcmd.conf created
                /etc/systemd/system/flanneld.service.d/bootcmd.conf created
                /etc/systemd/system-preset/00-bootcmd.preset created

                """
        )
    }

    @Test(arguments: [
        // whoever starts it ignores the ends of children; the kernel asks for some calls again
        ["env", "--ignore-signal=CHLD"],
        strace + ["-o", "/dev/null", "-e", "inject=openat2:error=EAGAIN:when=1+2"],
    ])
    func `a run is not misled by its surroundings`(prefix: [String]) async throws {
        let said = try await root.run([], prefix: prefix)
        #expect(said.status == 0, "\(said.error)")
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 0)
    }

    @Test func `a terminal obeys nothing that is said`() async throws {
        let said = try await root.run(["--dry-run", "--seed", "/x\u{1B}[31m"])
        #expect(said.status == 66)
        #expect(said.words.contains("/x\\u{1b}[31m/meta-data: not found"))
        #expect(!said.error.contains("\u{1B}"))
    }
}
