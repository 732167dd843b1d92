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
                ROOT/etc/systemd/system-preset: cannot write: Permission denied
                ROOT/etc/systemd/system: cannot write: Permission denied
                """
        ),
    ]

    @Test(.enabled(if: isRoot), arguments: asRoot)
    func `what others may change is refused before the first write`(row: Row) async throws {
        try await expectRefusal(row)
    }

    func expectRefusal(_ row: Row) async throws {
        let root = try ScratchRoot()
        try await root.prepare(row.script)
        let before = try root.snapshot()
        let said = try await root.run(row.arguments, prefix: row.prefix)
        #expect(said.words == "\(row.words)\nbootcmd: stopped; nothing was changed\n")
        #expect(said.status == row.status)
        #expect(said.output == "")
        #expect(try root.snapshot().changes(since: before) == [])
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
        #expect(
            said.words.contains(
                "members ('etcdctl member remove \(id)'), run 'bootcmd undo --root ROOT'"
            )
        )
    }

    @Test func `a record that is longer than any is set aside unread`() async throws {
        let root = try ScratchRoot()
        let place = "etc/bootcmd/state.json"
        // Nobody could read this one whole.
        try await root.prepare("mkdir etc/bootcmd; truncate -s 900G \(place)")
        for arguments in [[], ["--dry-run"], ["undo"]] {
            let said = try await root.run(arguments)
            #expect(said.status == 65)
            let reason = "not a record of bootcmd: it is larger than 1048576 bytes; 'bootcmd "
            #expect(said.error.hasPrefix("ROOT/\(place):1:1: \(reason)"), "\(said)")
        }
        #expect(try await root.run(["--force"]).status == 0)
        try await root.prepare(
            "[ $(stat -c %s \(place).untrusted) -gt 900000000000 ]; rm \(place).*"
        )
        #expect(try await root.run([]).error.contains("; nothing to do\n"))
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

    @Test(.enabled(if: isRoot))
    func `a machine's lock is one that only root can hold`() async throws {
        let root = try ScratchRoot()
        try await root.becomeMachine()
        // PID 1 is asked only under the lock.
        let unlocked = "/run/systemd/private"
        let anybody = ["flock", "/", "flock", "/run", "flock", "/var"]
        let said = try await root.runAsMachine([], prefix: anybody)
        #expect(said.status == 69 && said.words.contains(unlocked), "\(said)")
        // The file that this run has left, as one that was killed would have, locks nothing.
        #expect(try await root.runAsMachine([]).status == 69)
        let nobody = ["setpriv", "--reuid", "65534", "--regid", "65534", "--clear-groups"]
        let locked = try await root.asMachine(nobody + ["flock", "/run/bootcmd/lock", "true"]).run()
        #expect(locked.standardError.contains("Permission denied"), "\(locked)")
        // Another run holds it.
        let held = try await root.runAsMachine([], prefix: ["flock", "/run/bootcmd/lock"])
        #expect(held.status == 75)
        #expect(
            held.words.contains(
                /\/run\/bootcmd\/lock: process \d+ \(flock\) holds the lock and may/
            )
        )
    }
}
