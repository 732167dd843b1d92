import Foundation
import TestSupport
import Testing

/// Runs on a root, and what they leave.
@Suite struct ConfigureTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    private func golden(_ name: String) throws -> [String: String] {
        try Snapshot(of: ScratchRoot.golden.appending(path: name)).texts(below: "/etc")
    }

    /// Only the configuration files, without backups and what groupadd writes.
    private func configuration() throws -> [String: String] {
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
                bootcmd: group: started: making docker
                bootcmd: group: finished
                bootcmd: files: started: writing 6
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

                """
        )
    }

    // Once.

    @Test func `a second run writes nothing and says one line`() async throws {
        _ = try await root.run([])
        let before = try root.snapshot()
        let again = try await root.run([])
        #expect(again.status == 0)
        #expect(again.error == "bootcmd: a1 is configured (instance iid-local01); nothing to do\n")
        #expect(again.output == "")
        #expect(try root.snapshot().changes(since: before) == [])
    }

    private static let writingCalls = Set(
        """
        write writev pwrite64 pwritev rename renameat renameat2 link linkat symlink symlinkat \
        unlink unlinkat mkdir mkdirat rmdir mknod mknodat truncate ftruncate fallocate chmod \
        fchmod fchmodat chown fchown fchownat lchown setxattr fsetxattr utimensat fsync fdatasync \
        sync syncfs flock execve fork vfork clone clone3 socket mount
        """.split(separator: " ")
    )

    @Test func `a second run makes no call that writes`() async throws {
        _ = try await root.run([])
        let trace = root.path("/trace")
        try await Command(strace + ["-f", "-o", trace] + root.bootcmd().arguments).succeed()
        let calls = try #require(root.text("/trace")).split(separator: "\n")
            .map { $0.drop { $0 != " " }.drop { $0 == " " } }
            .drop { !$0.hasPrefix("openat(AT_FDCWD, \"\(root.url.path)\"") }
        #expect(calls.contains { $0.hasPrefix("openat") })
        let writing = calls.filter { call in
            if call.hasPrefix("write(2,") { return false }
            if call.hasPrefix("open") { return !call.contains("O_RDONLY") }
            return Self.writingCalls.contains(call.prefix { $0 != "(" })
        }
        #expect(writing == [])
    }

    @Test func `--force runs again and changes no file that is right`() async throws {
        _ = try await root.run([])
        let before = try root.snapshot()
        let again = try await root.run(["--force"])
        #expect(again.status == 0)
        #expect(again.words == "bootcmd: a1 is configured; the image will boot as this member\n")
        let changes = try root.snapshot().changes(since: before)
        #expect(changes.allSatisfy { $0.hasPrefix("/etc/bootcmd") }, "\(changes)")
    }

    @Test func `an edit and a disabled unit are named at every run, also after an upgrade`()
        async throws
    {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        try await Command(["systemctl", "--root=\(root.url.path)", "disable", "flanneld"]).succeed()
        let named = """
            /etc/etcd/etcd.conf edited, left alone; flanneld.service disabled, left alone
            """
        func line() async throws -> String { try await root.run([]).words }
        let quiet = "bootcmd: a1 is configured (instance iid-local01); \(named)\n"
        #expect(try await line() == quiet)
        try await root.prepare(
            "mkdir -p etc/systemd/system/etcd.service.d; touch etc/systemd/system/etcd.service.d/mine.conf"
        )
        #expect(try await line().hasPrefix("bootcmd: a1: /etc/systemd/system/etcd.service.d"))
        #expect(try await line() == quiet)
        #expect(root.text("/etc/etcd/etcd.conf") == "edited\n")
        // What an operator takes back is no longer said.
        try await Command(["systemctl", "--root=\(root.url.path)", "enable", "flanneld"]).succeed()
        #expect(!(try await line()).contains("flanneld"))
    }

    @Test func `--force puts right what was edited`() async throws {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        #expect(
            try await root.run([]).words
                == "bootcmd: a1 is configured (instance iid-local01); /etc/etcd/etcd.conf edited, "
                + "left alone\n"
        )
        #expect(root.text("/etc/etcd/etcd.conf") == "edited\n")
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 2)

        #expect(try await root.run(["--force"]).status == 0)
        #expect(try configuration() == golden("a1"))
        #expect(
            root.text("/etc/etcd/etcd.conf.save") == (try ScratchRoot.before("/etc/etcd/etcd.conf"))
        )
    }

    @Test(arguments: [
        // host, instance
        ("a1", "iid-other"),
        ("a2", "iid-local01"),
        ("a3", "iid-other"),
    ])
    func `another instance or name is configured again`(host: String, instance: String) async throws
    {
        _ = try await root.run([])
        try root.identify(host: host, instance: instance)
        let status = try await root.run(["--dry-run", "--exit-code"]).status
        #expect(status == (host == "a1" ? 0 : 2))

        let again = try await root.run([])
        #expect(again.status == 0)
        #expect(
            again.words == "bootcmd: \(host) is configured; the image will boot as this member\n"
        )
        #expect(try configuration() == golden(host))
        for path in ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"] {
            #expect(root.text("\(path).save") == (try ScratchRoot.before(path)))
        }
        #expect(try await root.run([]).words.hasSuffix("(instance \(instance)); nothing to do\n"))
    }

    @Test func `a record that cannot be trusted is set aside by --force`() async throws {
        try root.write("{}\n", to: "/etc/bootcmd/state.json", mode: 0o600)
        #expect(try await root.run([]).status == 65)
        #expect(try await root.run(["--force"]).status == 0)
        #expect(try configuration() == golden("a1"))
        #expect(root.text("/etc/bootcmd/state.json.untrusted") == "{}\n")
        #expect(try await root.run([]).words.hasSuffix("nothing to do\n"))
    }

    @Test func `a second record that is set aside leaves the first`() async throws {
        for text in ["{}\n", "[]\n", "null\n"] {
            try root.write(text, to: "/etc/bootcmd/state.json", mode: 0o600)
            #expect(try await root.run(["--force"]).status == 0)
        }
        #expect(root.text("/etc/bootcmd/state.json.untrusted") == "{}\n")
        #expect(root.text("/etc/bootcmd/state.json.untrusted.2") == "[]\n")
        #expect(root.text("/etc/bootcmd/state.json.untrusted.3") == "null\n")
    }

    @Test func `a lock that a cut groupadd left in an image is in nobody's way`() async throws {
        for text in ["1\0", ""] {
            try root.write("root:x:0:\n", to: "/etc/group")
            try root.write(text, to: "/etc/group.lock")
            #expect(try await root.run(["--force"]).status == 0)
            #expect(root.text("/etc/group")?.contains("docker:") == true)
            #expect(root.text("/etc/group.lock") == nil)
        }
    }

    @Test func `a group that is there is left alone`() async throws {
        try root.write("root:x:0:\ndocker:x:1234:core\n", to: "/etc/group")
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(!said.error.contains("group"))
        #expect(root.text("/etc/group") == "root:x:0:\ndocker:x:1234:core\n")
    }

    // Whatever is around it.

    @Test func `a group that only the image has is copied, with its number`() async throws {
        try root.write("root:x:0:\ndocker:x:981:\n", to: "/usr/lib/group")
        try root.write("root:x:0:", to: "/etc/group")
        try root.write("root:*::\n", to: "/etc/gshadow", mode: 0o600)
        let before = try root.snapshot()
        let shown = try await root.run(["--dry-run"])
        #expect(shown.output.contains("\ncopy group docker from ROOT/usr/lib/group\n"))
        #expect(try await root.run([]).status == 0)
        #expect(root.text("/etc/group") == "root:x:0:\ndocker:x:981:\n")
        #expect(root.text("/etc/gshadow") == "root:*::\ndocker:!::\n")
        for path in ["/etc/group", "/etc/gshadow"] {
            #expect(try root.snapshot()[path]?.mode == before[path]?.mode)
        }
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 0)
        // cloud-init's useradd(8) knows it now.
        try await root.prepare("useradd --prefix \"$1\" --groups docker core")
        #expect(root.text("/etc/group")?.contains("docker:x:981:core\n") == true)
    }

    @Test(arguments: [
        // what somebody did to the group since, what an undo leaves of its line
        ("true", "root:x:0:\n"),
        ("sed -i s/981:/981:core/ etc/group", "root:x:0:\ndocker:x:981:core\n"),
    ])
    func `an undo takes the image's line back unless somebody is in the group`(
        script: String,
        left: String
    ) async throws {
        try root.write("docker:x:981:\n", to: "/usr/lib/group")
        try root.write("root:x:0:\n", to: "/etc/group")
        try root.write("root:*::\n", to: "/etc/gshadow", mode: 0o600)
        #expect(try await root.run([]).status == 0)
        try await root.prepare(script)
        #expect(try await root.run(["undo"]).status == 0)
        #expect(root.text("/etc/group") == left)
        #expect(
            root.text("/etc/gshadow")
                == (script == "true" ? "root:*::\n" : "root:*::\ndocker:!::\n")
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

    @Test func `a temporary file beside a record that is done goes`() async throws {
        #expect(try await root.run([]).status == 0)
        let before = try root.snapshot()
        try root.write("{", to: "/etc/bootcmd/.state.json.bootcmd-new")
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(said.words.hasSuffix("nothing to do\n"))
        #expect(Set(try root.snapshot().entries.keys) == Set(before.entries.keys))
    }

    @Test func `an edit that a new instance discards is warned of`() async throws {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        try root.write(
            "instance-id: another\nlocal-hostname: a1\n",
            to: "/var/cloud-init/meta-data"
        )
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(said.words.contains("etcd.conf: its current contents will be lost"))
    }
}
