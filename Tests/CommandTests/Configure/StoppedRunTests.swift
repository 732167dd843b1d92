import Foundation
import TestSupport
import Testing

/// Runs that something stops half way, and how they continue.
@Suite struct StoppedRunTests {
    @Test(.enabled(if: isRoot)) func `a full disk stops a run that the next one finishes`()
        async throws
    {
        let root = try ScratchRoot()
        let full = """
            mkdir -p "$0/etc/bootcmd"
            mount -t tmpfs -o size=4k none "$0/etc/bootcmd"
            head -c 4096 /dev/zero > "$0/etc/bootcmd/full"
            exec "$@"
            """
        let said = try await root.run(
            [],
            prefix: ["unshare", "--mount", "sh", "-ec", full, root.url.path]
        )
        #expect(said.status == 74)
        #expect(
            said.words == """
                ROOT/etc/bootcmd/state.json: cannot write: No space left on device
                bootcmd: stopped; nothing was changed

                """
        )
        // And so it does, where there is room.
        #expect(try await root.run([]).status == 0)
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 0)
    }

    @Test func `a group that cannot be added stops a run that the next one finishes`() async throws
    {
        let root = try ScratchRoot()
        try root.write(
            "#!/bin/sh\necho 'no more numbers' >&2\nexit 4\n",
            to: "/stubs/groupadd",
            mode: 0o755
        )
        let said = try await root.run(
            [],
            prefix: ["env", "PATH=\(root.path("/stubs")):/usr/sbin:/usr/bin:/sbin:/bin"]
        )
        #expect(said.status == 73)
        #expect(
            said.words == """
                bootcmd: group: failed
                group 'docker': no more numbers (exit status 4)
                bootcmd: stopped; what was changed stays; run bootcmd again to finish, or \
                'bootcmd undo --root ROOT' to go back

                """
        )
        #expect(root.text("/etc/etcd/etcd.conf") == (try ScratchRoot.before("/etc/etcd/etcd.conf")))
        #expect(try await root.run([]).status == 0)
        #expect(
            root.text("/etc/etcd/etcd.conf.save") == (try ScratchRoot.before("/etc/etcd/etcd.conf"))
        )
    }

    @Test func `a file that may not become so long is an error and not the end of the run`()
        async throws
    {
        let root = try ScratchRoot()
        // The limit is low only where it is met: before, there is none.
        let said = try await root.run(
            [],
            prefix: strace + [
                "-f", "-o", "/dev/null", "-e",
                "inject=write:error=EFBIG:signal=SIGXFSZ:when=1", "-P",
                root.path("/etc/bootcmd/.state.json.bootcmd-new"),
            ]
        )
        #expect(said.status == 74, "\(said)")
        #expect(said.words.hasSuffix("File too large\nbootcmd: stopped; nothing was changed\n"))
        #expect(try root.snapshot()["/etc/bootcmd"] == nil)
    }

    @Test func `an undo that is stopped is finished by the next undo`() async throws {
        let root = try ScratchRoot()
        #expect(try await root.run([]).status == 0)
        let said = try await root.run(
            ["undo"],
            prefix: strace + ["-o", "/dev/null", "-e", "inject=unlinkat:error=EIO:when=2"]
        )
        #expect(said.status == 74)
        #expect(
            said.words.hasSuffix(
                """
                Input/output error
                bootcmd: stopped; what was changed stays; run 'bootcmd undo --root ROOT' again to finish

                """
            )
        )
        #expect(try await root.run(["undo"]).status == 0)
        #expect(root.text("/etc/etcd/etcd.conf") == (try ScratchRoot.before("/etc/etcd/etcd.conf")))
        #expect(try root.snapshot()["/etc/bootcmd"] == nil)
    }
}
