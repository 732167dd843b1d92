import Foundation
import TestSupport
import Testing

/// What a node that is configured is left as, and what is not left.
extension ConfigureTests {
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
}
