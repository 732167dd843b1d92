import Foundation
import TestSupport
import Testing

/// Dry runs: what they show, and that they leave no trace.
@Suite struct DryRunTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    private static let stages: [(String, [String])] = [
        // what the node went through before, by its scripts and runs
        ("a new node", []),
        ("a configured node", ["run"]),
        ("a node with another name", ["run", "sed -i s/a1/a2/ var/cloud-init/meta-data"]),
        ("an edited node", ["run", "echo >> etc/etcd/etcd.conf"]),
        ("a node without anything", ["rm -r etc/etcd etc/sysconfig usr"]),
    ]

    @Test(arguments: stages, [[], ["--json"], ["--exit-code"], ["--force"], ["--no-reboot"]])
    func `a dry run leaves every inode, byte and time as it was`(
        stage: (name: String, steps: [String]),
        arguments: [String]
    ) async throws {
        for step in stage.steps {
            if step == "run" { _ = try await root.run([]) } else { try await root.prepare(step) }
        }
        let before = try root.snapshot()
        let said = try await root.run(["--dry-run"] + arguments)
        #expect([0, 2, 69].contains(said.status))
        #expect((said.status == 69) == (stage.name == "a node without anything"))
        #expect(said.error == "")
        #expect(said.output.hasPrefix("node a") || said.output.hasPrefix("{"))
        #expect(try root.snapshot().changes(since: before) == [])
    }

    private static let poor: [[String]] = [
        // nothing in PATH that only an administrator needs
        ["env", "-i", "PATH=/usr/bin"],
        ["env", "-i"],
        // no rights
        ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--bounding-set=-all"],
    ]

    @Test(.enabled(if: isRoot), arguments: poor, [false, true])
    func `a dry run needs neither rights nor programs`(
        prefix: [String],
        isConfigured: Bool
    ) async throws {
        if isConfigured { _ = try await root.run([]) }
        let before = try root.snapshot()
        let said = try await root.run(["--dry-run"], prefix: prefix)
        // What a user may write says nothing of what root may, and is left out, by name.
        let unchecked = "not checked: whether the files can be written (run as root)\n"
        #expect(said.output.contains(unchecked) == (prefix.first == "setpriv"))
        let asRoot = try await root.run(["--dry-run"])
        #expect(said.output.replacing(unchecked, with: "") == asRoot.output)
        #expect(said.status == asRoot.status)
        #expect(said.error == "")
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test func `a dry run shows what the plan says`() async throws {
        let golden = ScratchRoot.golden.appending(path: "a1")
        let text = try String(contentsOf: golden.appending(path: "plan.txt"), encoding: .utf8)
        let json = try String(contentsOf: golden.appending(path: "plan.json"), encoding: .utf8)
        // But for the root before each path, and the reboot that an image has none of.
        let shown = try await root.run(["--dry-run"]).output.replacing("ROOT/", with: "/")
        #expect(
            shown.replacing(
                "then no reboot: takes effect at the next boot",
                with: "then reboot, once"
            ) == text
        )
        let shownJSON = try await root.run(["--dry-run", "--json"]).output.replacing(
            "ROOT/",
            with: "/"
        )
        #expect(
            shownJSON.replacing("\"reboot\": false", with: "\"reboot\": true") == json
        )
    }

    @Test func `a dry run shows what a run then does`() async throws {
        let shown = try await Command(
            [
                "python3", "-c",
                """
                import json, subprocess, sys
                plan = json.loads(subprocess.check_output(sys.argv[1:]))
                print(plan["version"], plan["host-name"], plan["changes"], plan["occasion"])
                for file in plan["files"]: print(file["path"], file["backup"] or "-"), print(file["contents"], end="")
                for path in plan["directories"]: print(path)
                """,
            ] + root.bootcmd().arguments + ["--dry-run", "--json"]
        ).succeed().replacing(root.url.path, with: "")
        let before = try root.snapshot()
        _ = try await root.run([])
        let after = try root.snapshot()

        var made = "2 a1 True first\n"
        let paths = shown.split(separator: "\n").filter { $0.hasPrefix("/") && $0.contains(" ") }
        for line in paths {
            let words = line.split(separator: " ").map(String.init)
            made += "\(line)\n\(after[words[0]]?.text ?? "")"
            #expect(words[1] == "-" || after[words[1]]?.text == before[words[0]]?.text)
        }
        let directories = after.entries.filter {
            $0.value.mode & S_IFMT == S_IFDIR && before[$0.key] == nil
                && $0.key.hasSuffix(".service.d")
        }
        made += directories.keys.sorted().map { $0 + "\n" }.joined()
        #expect(shown == made)
    }

    @Test func `patch(1) makes the node of what a dry run shows`() async throws {
        let diff = try await root.run(["--dry-run"]).output.replacing("ROOT/", with: "")
        try root.write(diff, to: "/dry-run.patch")
        try await root.prepare("patch --quiet -p0 -i dry-run.patch; rm dry-run.patch")
        let tree = try root.snapshot().texts(below: "/etc").filter {
            !$0.key.hasPrefix("/etc/g") && !$0.key.hasPrefix("/etc/bootcmd/")
        }
        #expect(
            tree
                == (try Snapshot(of: ScratchRoot.golden.appending(path: "a1")).texts(below: "/etc"))
        )
    }

    private static let differences: [([String], Int32)] = [
        // what was done before, exit code with --exit-code
        ([], 2),
        (["run"], 0),
        (["run", "rm etc/systemd/system/etcd.service.d/bootcmd.conf"], 2),
        (["run", "rm etc/systemd/system/multi-user.target.wants/etcd.service"], 2),
        (["run", "echo root:x:0: > etc/group"], 2),
    ]

    @Test(arguments: differences)
    func `--exit-code says whether something would change`(steps: [String], status: Int32)
        async throws
    {
        for step in steps {
            if step == "run" { _ = try await root.run([]) } else { try await root.prepare(step) }
        }
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == status)
        #expect(try await root.run(["--dry-run"]).status == 0)
    }
}
