import Basics
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

    @Test(arguments: [
        // what an upgrade changes, the file of the same length that it changes, and what is named
        ("s/3.4.23/3.5.16/", "usr/bin/etcd", "/usr/bin/etcd changed"),
        ("s/the end/THE END/", "usr/bin/etcd", "/usr/bin/etcd changed"),
        ("s/Nice=1/Nice=2/", "usr/lib/systemd/system/etcd.service", "etcd.service changed"),
        ("w b.conf", "usr/lib/systemd/system/etcd.service.d/a.conf", "etcd.service.d changed"),
    ])
    func `what has changed is seen where all files have one time and keep their inodes`(
        edit: String,
        file: String,
        words: String
    ) async throws {
        try await root.prepare(
            """
            mkdir -p usr/lib/systemd/system/etcd.service.d
            echo '[Service]' > usr/lib/systemd/system/etcd.service.d/a.conf
            sed -i 's/.*ExecStart.*/&\\nNice=1/' usr/lib/systemd/system/etcd.service
            { printf '#!/bin/sh\\necho etcd Version: 3.4.23\\nexit\\n'; head -c 1030K /dev/zero; echo the end; } > usr/bin/etcd
            printf '#!/bin/sh\\necho etcdctl version: 3.4.23\\n' > usr/bin/etcdctl
            printf '#!/bin/sh\\necho v0.22.0\\n' > usr/bin/flanneld
            chmod +x usr/bin/*; find usr -exec touch -d @1 {} +
            """
        )
        #expect(try await root.run([]).status == 0)
        #expect(try await root.run([]).words.hasSuffix("; nothing to do\n"))
        try await root.prepare(
            """
            file=\(file); cd "${file%/*}"; file=${file##*/}
            LC_ALL=C sed '\(edit)' $file > new; cat new > $file; rm new; touch -d @1 . *
            """
        )
        let said = try await root.run([])
        #expect(said.words.contains("\(words)\n"), "\(said)")
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

    /// The power failed between the last file and the record: nothing is left to be written.
    @Test func `a temporary file of the row of boots goes with the run that completes the record`()
        async throws
    {
        #expect(try await root.run([]).status == 0)
        let record = try #require(root.text("/etc/bootcmd/state.json"))
        let begun = record.replacing("\"phase\": \"complete\"", with: "\"phase\": \"configuring\"")
        try #require(begun != record)
        try root.write(begun, to: "/etc/bootcmd/state.json")
        try root.write("{", to: "/var/lib/bootcmd/.changed-boots.json.bootcmd-new")
        #expect(try await root.run([]).status == 0)
        #expect(root.text("/etc/bootcmd/state.json") == record)
        #expect(root.text("/var/lib/bootcmd/.changed-boots.json.bootcmd-new") == nil)
    }

    @Test(
        arguments: ["another\nlocal-hostname: a1\n", "iid-local01\nlocal-hostname: a2\n"]
    )
    func `an edit that another node would discard stops the run`(metaData: String) async throws {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        try root.write("instance-id: \(metaData)", to: "/var/cloud-init/meta-data")
        let before = try root.snapshot()
        for arguments in [["--dry-run"], []] {
            let said = try await root.run(arguments)
            #expect(said.status == 73)
            #expect(
                (said.output + said.words).contains(
                    """
                    ROOT/etc/etcd/etcd.conf: edited since bootcmd wrote it for another instance or host \
                    name; move it away, or let 'bootcmd --root ROOT --force' overwrite it
                    """
                ),
                "\(said)"
            )
            #expect(!said.output.contains("will be lost"), "\(said)")
        }
        #expect(try root.snapshot().changes(since: before) == [])
        try FileManager.default.moveItem(
            atPath: root.path("/etc/etcd/etcd.conf"),
            toPath: root.path("/etc/etcd/etcd.conf.mine")
        )
        #expect(try await root.run([]).status == 0)
        #expect(root.text("/etc/etcd/etcd.conf.mine") == "edited\n")
    }

    @Test(arguments: [[], ["--json"]])
    func `a dry run shows a file as it is, though commands are in it`(json: [String]) async throws {
        let text = "# 'bootcmd undo' takes this away, and 'bootcmd --force' too"
        try root.write("\(text)\n", to: "/etc/etcd/etcd.conf")
        let said = try await root.run(["--dry-run"] + json)
        #expect(said.output.contains("-\(text)"), "\(said)")
    }

    @Test func `an edit that a forced run discards is warned of`() async throws {
        _ = try await root.run([])
        try root.write("edited\n", to: "/etc/etcd/etcd.conf")
        let said = try await root.run(["--force"])
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
