import Foundation
import TestSupport
import Testing

/// What the binary refuses: its message, its exit code, and that the node is as it was.
@Suite struct RefusalTests {
    /// A node, what is done to it, and what a run says of that.
    struct Row: Sendable, CustomTestStringConvertible {
        var script = ""
        var arguments: [String] = []
        var prefix: [String] = []
        let status: Int32
        let words: String

        var testDescription: String { words }
    }

    private static let usage: [([String], String)] = [
        // arguments, message
        (["--json"], "--json requires --dry-run"),
        (["--exit-code"], "--exit-code requires --dry-run"),
        (["--root", ""], "--root: '' is not a directory"),
        (["--seed", ""], "--seed: '' is not a path below the root, such as /var/cloud-init"),
        (
            ["--seed", "seed"],
            "--seed: 'seed' is not a path below the root, such as /var/cloud-init"
        ),
        (
            ["--seed", "/var/../../etc"],
            "--seed: '/var/../../etc' is not a path below the root, such as /var/cloud-init"
        ),
        (["--no-reboot", "--cluster"], "Missing value for '--cluster <members>'"),
        (["--seed"], "Missing value for '--seed <directory>'"),
        (["--dryrun"], "Unknown option '--dryrun'. Did you mean '--dry-run'?"),
        (["configured"], "Unexpected argument 'configured'"),
        (["undo", "--json"], "--json requires --dry-run"),
        (["undo", "--no-reboot"], "Unknown option '--no-reboot'"),
        (["undo", "--cluster", "x"], "Unknown option '--cluster'"),
        (["--seed", "/seed", "undo"], "Unexpected argument 'undo'"),
        (["undo", "now"], "Unexpected argument 'now'"),
    ]

    @Test(arguments: usage)
    func `a call that means nothing is a usage error`(
        arguments: [String],
        message: String
    ) async throws {
        let root = try ScratchRoot()
        let said = try await root.run(arguments)
        #expect(said.status == 64)
        #expect(said.output == "")
        #expect(said.error.hasPrefix("Error: \(message)\n"))
        #expect(said.error.contains("\nUsage: bootcmd "))
    }

    private static let inputs: [Row] = [
        // meta-data
        Row(
            script: "rm var/cloud-init/meta-data",
            status: 66,
            words: """
                ROOT/var/cloud-init/meta-data: not found, nor is \
                ROOT/run/cloud-init/instance-data.json; one of them must say which node this is
                """
        ),
        Row(
            arguments: ["--seed", "/srv/seed"],
            status: 66,
            words: """
                ROOT/srv/seed/meta-data: not found, nor is \
                ROOT/run/cloud-init/instance-data.json; one of them must say which node this is
                """
        ),
        Row(
            script: "sed -i s/a1/a_1/ var/cloud-init/meta-data",
            status: 65,
            words: """
                ROOT/var/cloud-init/meta-data:2:17: 'local-hostname': the host name 'a_1' contains \
                '_'; only letters, digits and hyphens are legal
                local-hostname: a_1
                                ^
                """
        ),
        Row(
            script: """
                rm var/cloud-init/meta-data; mkdir -p run/cloud-init
                echo '{"v1": {}}' > run/cloud-init/instance-data.json
                """,
            status: 65,
            words: """
                ROOT/run/cloud-init/instance-data.json:1:8: no 'v1.instance_id'
                {"v1": {}}
                       ^
                """
        ),
        Row(
            script: "printf 'local-hostname: \\351\\n' > var/cloud-init/meta-data",
            status: 65,
            words: """
                ROOT/var/cloud-init/meta-data:1:17: not UTF-8: byte 0xe9; save the file as UTF-8
                local-hostname: \u{FFFD}
                                ^
                """
        ),
        Row(
            script: "head -c 1048577 /dev/zero > var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is larger than 1048576 bytes"
        ),
        Row(
            script: "mv var/cloud-init/meta-data m; ln -s /m var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a symbolic link, which is not followed"
        ),
        Row(
            script: "rm var/cloud-init/meta-data; mkfifo var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a FIFO, not a regular file"
        ),
        Row(
            script: "rm var/cloud-init/meta-data; mkdir var/cloud-init/meta-data",
            status: 65,
            words: "ROOT/var/cloud-init/meta-data: is a directory, not a regular file"
        ),
        // the cluster
        Row(
            script: "rm var/cloud-init/cluster.yaml",
            status: 66,
            words: """
                ROOT/var/cloud-init/cluster.yaml: not found; write it, or name the members \
                with --cluster
                """
        ),
        Row(
            script: "echo 'clustr: x' > var/cloud-init/cluster.yaml",
            status: 78,
            words: """
                ROOT/var/cloud-init/cluster.yaml:1:1: unknown key 'clustr'; did you mean 'cluster'?
                clustr: x
                ^
                """
        ),
        Row(
            script: "rm var/cloud-init/cluster.yaml; mkdir var/cloud-init/cluster.yaml",
            status: 78,
            words: "ROOT/var/cloud-init/cluster.yaml: is a directory, not a regular file"
        ),
        Row(
            arguments: ["--cluster", ""],
            status: 78,
            words: """
                --cluster: names no member; write name=http://ADDRESS:2380, \
                with commas between members
                """
        ),
        Row(
            arguments: ["--cluster", "a1=http://a1:2380"],
            status: 78,
            words: """
                --cluster: the URL 'http://a1:2380' of 'a1' has the host name 'a1', but etcd \
                listens only on IP addresses
                """
        ),
        Row(
            script: "sed -i s/a1/b1/ var/cloud-init/meta-data",
            status: 78,
            words: "cluster: no member named 'b1' among a1, a2, a3; is local-hostname right?"
        ),
        // what is installed
        Row(
            script: """
                mkdir -p usr/bin; cd usr/bin
                printf '#!/bin/sh\\necho etcd Version: 3.6.1\\n' > etcd
                printf '#!/bin/sh\\necho v0.17.0 >&2\\n' > flanneld
                chmod +x *
                """,
            status: 78,
            words: """
                flannel.store: flanneld 0.17 wants v2, but the installed etcd 3.6 has only v3; \
                flannel 0.18 or later would use it
                """
        ),
        Row(
            script: """
                mkdir -p usr/bin; cd usr/bin
                printf '#!/bin/sh\\necho etcd Version: 3.5.1\\n' > etcd
                printf '#!/bin/sh\\necho no idea; exit 3\\n' > flanneld
                chmod +x *
                """,
            status: 69,
            words: """
                ROOT/usr/bin/flanneld: no version in the output of --version: 'no idea\\n'; \
                write 'store: v2' or 'store: v3'
                """
        ),
        Row(
            // A program of another architecture.
            script: """
                mkdir -p usr/bin; cp /bin/true usr/bin/etcd
                printf '\\377' | dd of=usr/bin/etcd bs=1 seek=18 conv=notrunc status=none
                """,
            status: 69,
            words: "ROOT/usr/bin/etcd: cannot run: Exec format error"
        ),
        Row(
            script: "rm usr/lib/systemd/system/etcd.service",
            status: 69,
            words: "etcd.service is not installed"
        ),
        Row(
            script: """
                rm usr/lib/systemd/system/etcd.service
                ln -s /dev/null etc/systemd/system/flanneld.service
                """,
            status: 69,
            words: """
                etcd.service is not installed
                flanneld.service is masked; run 'systemctl unmask flanneld.service'
                """
        ),
        Row(
            script: "sed -i '/Install/,$d' usr/lib/systemd/system/etcd.service",
            status: 69,
            words: """
                etcd.service cannot be enabled: its state is 'static'
                """
        ),
        Row(
            script: """
                mv usr/lib/systemd/system/etcd.service usr/lib/systemd/system/etcd3.service
                ln -s etcd3.service usr/lib/systemd/system/etcd.service
                """,
            status: 69,
            words: """
                etcd.service is an alias of etcd3.service; it needs a unit file of its own
                """
        ),
        // what an earlier run left
        Row(
            script: "mkdir -p etc/bootcmd; echo '{}' > etc/bootcmd/state.json",
            status: 65,
            words: """
                ROOT/etc/bootcmd/state.json:1:1: not a record of bootcmd: no string 'version'; \
                'bootcmd --force' sets it aside and configures the node again
                {}
                ^
                """
        ),
        // what lies where a file of ours belongs
        Row(
            script: "mv etc/etcd/etcd.conf e; ln -s /e etc/etcd/etcd.conf",
            status: 73,
            words: "ROOT/etc/etcd/etcd.conf: is a symbolic link, which is not followed"
        ),
        Row(
            script: "mv etc/etcd e; ln -s /e etc/etcd",
            status: 73,
            words: "ROOT/etc/etcd: is a symbolic link, which is not followed"
        ),
        Row(
            script: "rm -r etc/etcd; touch etc/etcd",
            status: 73,
            words: "ROOT/etc/etcd: is not a directory"
        ),
        Row(
            script: "mkdir -p etc/systemd/system/etcd.service.d/restart.conf",
            status: 73,
            words: """
                ROOT/etc/systemd/system/etcd.service.d/restart.conf: is a directory, \
                not a regular file
                """
        ),
        // what groupadd would follow, or wait for
        Row(
            script: "ln -s /outside etc/group-",
            status: 73,
            words: "ROOT/etc/group-: is a symbolic link, which is not followed"
        ),
        Row(
            script: "mkfifo etc/gshadow+",
            status: 73,
            words: "ROOT/etc/gshadow+: is a FIFO, not a regular file"
        ),
        Row(
            script: "mkdir -p var/lib; touch etc/bootcmd",
            status: 73,
            words: "ROOT/etc/bootcmd: is not a directory"
        ),
    ]

    @Test(arguments: inputs)
    func `what is wrong is refused before the first write`(row: Row) async throws {
        try await expectRefusal(row)
    }

    private static let asRoot: [Row] = [
        // whoever may write an input decides what root does
        Row(
            script: "chmod 666 var/cloud-init/meta-data",
            status: 65,
            words: """
                ROOT/var/cloud-init/meta-data: is writable by others (mode 666); \
                run 'chmod go-w'
                """
        ),
        Row(
            script: "chmod 777 var/cloud-init",
            status: 65,
            words: """
                ROOT/var/cloud-init: is writable by others (mode 777); run 'chmod go-w'
                """
        ),
        Row(
            script: """
                mkdir -p etc/bootcmd; echo '{}' > etc/bootcmd/state.json
                chmod 666 etc/bootcmd/state.json
                """,
            status: 73,
            words: """
                ROOT/etc/bootcmd/state.json: is writable by others (mode 666); \
                run 'chmod go-w'
                """
        ),
        Row(
            script: "chown 65534 var/cloud-init/cluster.yaml",
            status: 78,
            words: """
                ROOT/var/cloud-init/cluster.yaml: belongs to user 65534, \
                not to root or to the user running bootcmd
                """
        ),
        Row(
            script: "chown 65534 etc/etcd",
            status: 73,
            words: """
                ROOT/etc/etcd: belongs to user 65534, not to root or to the user running bootcmd
                """
        ),
        Row(
            script: "chmod 777 .",
            status: 73,
            words: "ROOT/: is writable by others (mode 777); run 'chmod go-w'"
        ),
        // no right to write
        Row(
            prefix: ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"],
            status: 77,
            words: """
                ROOT/etc: cannot write: Permission denied
                ROOT/etc/etcd: cannot write: Permission denied
                ROOT/etc/sysconfig: cannot write: Permission denied
                ROOT/etc/systemd/system: cannot write: Permission denied
                """
        ),
    ]

    @Test(.enabled(if: isRoot), arguments: asRoot)
    func `what others may change is refused before the first write`(row: Row) async throws {
        try await expectRefusal(row)
    }

    private func expectRefusal(_ row: Row) async throws {
        let root = try ScratchRoot()
        try await root.prepare(row.script)
        let before = try root.snapshot()
        let said = try await root.run(row.arguments, prefix: row.prefix)
        #expect(said.words == "\(row.words)\nbootcmd: stopped; nothing was changed\n")
        #expect(said.status == row.status)
        #expect(said.output == "")
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test(arguments: [
        // what --root names, message
        ("none", "ROOT/none: cannot read: No such file or directory"),
        ("etc/group", "ROOT/etc/group: cannot read: Not a directory"),
    ])
    func `a root that does not exist is a missing input`(path: String, message: String) async throws
    {
        let root = try ScratchRoot()
        let output = try await Command([
            Product.bootcmd.path, "--dry-run", "--root", root.path("/\(path)"),
        ]).run()
        #expect(output.status == 66)
        #expect(
            output.standardError.replacing(root.url.path, with: "ROOT")
                == "\(message)\nbootcmd: stopped; nothing was changed\n"
        )
    }

    @Test func `a member that is described as a worker is told its ID where that is known`()
        async throws
    {
        let root = try ScratchRoot()
        _ = try await root.run([])
        let id = "8e9e05c52164694d"
        try await root.prepare(
            """
            printf 'cluster: a2=http://10.0.0.2:2380\\nworkers: a1\\n' > var/cloud-init/cluster.yaml
            mkdir -p var/lib/bootcmd; cat > var/lib/bootcmd/member.json <<'END'
            {"version": 1, "instance-id": "iid-local01", "host-name": "a1", "standing": "announced",
             "id": "\(id)", "initial-cluster": "a1=http://10.0.0.1:2380"}
            END
            """
        )
        let said = try await root.run(["--force"])
        #expect(said.status == 78)
        #expect(said.words.contains("members ('etcdctl member remove \(id)'), run 'bootcmd undo'"))
    }

    @Test func `another run at work is waited for by nobody`() async throws {
        let root = try ScratchRoot()
        let before = try root.snapshot()
        let said = try await root.run([], prefix: ["flock", root.url.path])
        #expect(said.status == 75)
        #expect(
            said.words.replacing(/process \d+/, with: "process N") == """
                bootcmd: lock: failed
                ROOT/: process N (flock) holds the lock and may be changing this node; \
                wait for it to end
                bootcmd: stopped; nothing was changed

                """
        )
        #expect(try root.snapshot().changes(since: before) == [])
        // A dry run changes nothing, and need not wait.
        #expect(try await root.run(["--dry-run"], prefix: ["flock", root.url.path]).status == 0)
    }
}
