import Foundation
import TestSupport
import Testing

/// The status of a machine, by the built binary. Nothing of a node runs where the tests do.
@Suite(.enabled(if: isRoot)) struct StatusCommandTests {
    private let root: ScratchRoot

    init() async throws {
        root = try ScratchRoot(host: "a2")
        try await root.becomeMachine()
    }

    private func status(_ options: String...) async throws -> Said {
        try await root.runAsMachine(["status"] + options)
    }

    @Test func `a node that is not configured does not work`() async throws {
        let said = try await status()
        #expect(said.status == 1)
        #expect(
            said.output.hasPrefix("a2 is not working: it is not configured\n  bad   configured")
        )
        #expect(said.error == "")
    }

    @Test func `a status changes nothing, whatever it finds`() async throws {
        let before = try root.snapshot()
        _ = try await status()
        #expect(try root.snapshot().changes(since: before) == [])
        _ = try await root.run([])
        let configured = try root.snapshot()
        _ = try await status("--wait=0", "--json")
        #expect(try root.snapshot().changes(since: configured) == [])
    }

    @Test func `a configured node without its address does not work`() async throws {
        _ = try await root.run([])
        let said = try await status()
        #expect(said.status == 1)
        #expect(
            said.output.hasPrefix("a2 is not working: it does not have the address of a2\n"),
            "\(said.output)"
        )
        #expect(said.output.contains("  ok    configured  for iid-local01; this boot runs it"))
    }

    @Test func `the exit code alone can be the answer`() async throws {
        let said = try await status("--quiet")
        #expect(said == Said(status: 1, output: "", error: ""))
        #expect(try await status("--quiet", "--wait=0") == said)
    }

    @Test func `a wait says once what it waits for, and ends with the last code`() async throws {
        let said = try await status("--wait=1", "--no-cluster")
        #expect(said.status == 1)
        #expect(
            said.error
                == "bootcmd: status: bad: configured: not configured; 'bootcmd --dry-run' shows what a "
                + "run would do\n"
        )
        #expect(said.output.hasPrefix("a2 is not working"))
        #expect(!said.output.contains("answers"))
    }

    @Test func `what a program reads has the same answer`() async throws {
        let said = try await status("--json")
        let told = try JSONSerialization.jsonObject(with: Data(said.output.utf8))
        let status = try #require(told as? [String: Any])
        #expect(status["version"] as? Int == 1)
        #expect(status["exit-code"] as? Int == 1)
        #expect(status["verdict"] as? String == "broken")
        #expect((status["machines"] as? [Any])?.count == 3)
    }

    @Test func `a node of members given on the command line is known by etcd's configuration`()
        async throws
    {
        try root.remove("/var/cloud-init/cluster.yaml")
        #expect(try await status().status == 66)
        _ = try await root.run(["--cluster", ScratchRoot.members])
        let said = try await status()
        #expect(said.status == 1)
        #expect(said.output.contains("a3       192.168.99.53  member"), "\(said.output)")
    }

    @Test(arguments: [
        (["--wait=x"], "--wait: 'x' is not 0 to 86400 seconds"),
        (["--wait=-1"], "--wait: '-1' is not 0 to 86400 seconds"),
        (["--wait=99999"], "--wait: '99999' is not 0 to 86400 seconds"),
        (["--quiet", "--json"], "--quiet prints no JSON"),
        (["--force"], "Unknown option '--force'"),
        (
            ["--root", "/mnt"],
            "--root: an image does not run, and has no status; 'bootcmd --dry-run --root /mnt' shows "
                + "whether it is configured"
        ),
    ])
    func `a wrong option is refused`(options: [String], sentence: String) async throws {
        let said = try await root.runAsMachine(["status"] + options)
        #expect(said.status == 64)
        #expect(said.error.contains(sentence), "\(said.error)")
    }

    @Test(arguments: [
        ("rm var/cloud-init/meta-data", Int32(66)),
        ("echo 'local-hostname: a2' > var/cloud-init/meta-data", 65),
        ("echo 'local-hostname: b2\ninstance-id: i' > var/cloud-init/meta-data", 78),
        ("echo nonsense > var/cloud-init/cluster.yaml", 78),
    ])
    func `without its inputs, no status is told`(damage: String, code: Int32) async throws {
        try await root.prepare(damage)
        let said = try await status("--wait", "--json")
        #expect(said.status == code)
        #expect(said.output == "")
    }

    @Test func `a damaged record is a finding, and no reason to give up`() async throws {
        try root.write("{", to: "/etc/bootcmd/state.json")
        let said = try await status()
        #expect(said.status == 1)
        #expect(said.output.hasPrefix("a2 is not working: its record cannot be trusted\n"))
    }

    @Test func `errors of cloud-init are told, and cannot drive a terminal`() async throws {
        _ = try await root.run([])
        let result = #"{"v1": {"errors": ["\u001b]0;x\u0007", "a\n  rm -rf /"]}}"#
        try root.write(result, to: "/run/cloud-init/result.json")
        let said = try await status()
        #expect(said.output.hasPrefix("a2 is not working: cloud-init ended with an error\n"))
        #expect(said.output.contains(#"cloud-init: \u{1b}]0;x\u{7}; a\n"#), "\(said.output)")
        #expect(said.output.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) })
    }
}
