import Foundation
import TestSupport
import Testing

/// Where a run takes its inputs from.
@Suite struct OptionTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    /// The name that the node gets.
    private func name(_ arguments: [String] = []) async throws -> String? {
        let said = try await root.run(arguments)
        #expect(said.status == 0, "\(said.error)")
        return root.text("/etc/etcd/etcd.conf")?.split(separator: "\n")
            .first { $0.hasPrefix("ETCD_NAME=") }.map { String($0.dropFirst("ETCD_NAME=".count)) }
    }

    @Test(arguments: ["/srv/seed", "/srv/seed/", "/srv//seed", "/"])
    func `--seed is another directory below the root`(seed: String) async throws {
        try await root.prepare(
            "mkdir -p 'srv'; cp -r var/cloud-init srv/seed; cp srv/seed/* .; rm -r var/cloud-init"
        )
        #expect(try await name(["--seed", seed]) == "a1")
    }

    @Test func `--cluster stands in for the file`() async throws {
        let members = "a1=http://10.0.0.1:2380, x2=http://10.0.0.2:2381"
        for script in ["true", "rm var/cloud-init/cluster.yaml"] {
            try await root.prepare(script)
            _ = try await root.run(["--force", "--cluster", members])
            #expect(
                root.text("/etc/etcd/etcd.conf")?.contains(
                    "\nETCD_INITIAL_CLUSTER=\"a1=http://10.0.0.1:2380,x2=http://10.0.0.2:2381\"\n"
                ) == true
            )
        }
    }

    @Test func `a configured node says that other members than its own were given`() async throws {
        let other = "a1=http://10.0.0.1:2380"
        let said =
            "--cluster is not what this node was configured with; --dry-run shows, --force applies it\n"
        _ = try await root.run([])
        let before = try root.snapshot()
        #expect(try await root.run(["--cluster", other]).words.hasSuffix("); \(said)"))
        #expect(try root.snapshot().changes(since: before) == [])
        _ = try await root.run(["--force", "--cluster", other])
        #expect(try await root.run(["--cluster", other]).words.hasSuffix("; nothing to do\n"))
        #expect(
            try await root.run(["--cluster", ScratchRoot.members]).words.hasSuffix("); \(said)")
        )
    }

    @Test func `without meta-data, what cloud-init has left says who the node is`() async throws {
        let data = #"{"v1": {"instance_id": "i-0abc", "local_hostname": "a2.example.org"}}"#
        try root.write(data, to: "/run/cloud-init/instance-data.json")
        // NoCloud's own file comes first.
        #expect(try await name() == "a1")
        try root.remove("/var/cloud-init/meta-data")
        #expect(try await name() == "a2")
        #expect(
            root.text("/etc/bootcmd/state.json")?.contains("\"instance-id\": \"i-0abc\"")
                == true
        )
    }

    @Test func `a warning is said before the work`() async throws {
        let said = try await root.run([
            "--cluster", "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380",
        ])
        #expect(said.status == 0)
        #expect(
            said.words.hasPrefix(
                "bootcmd: warning: cluster: 2 members survive the loss of 0, as many as 1 would; use an odd number\n"
            )
        )
    }

    @Test(arguments: ["%@", "%@/", "%@//", "%@/etc/..", "%@/link", "relative"])
    func `--root may be spelled in every way`(spelling: String) async throws {
        try await root.prepare("ln -s . link")
        let named = spelling.replacing("%@", with: root.url.path)
        let directory = spelling == "relative" ? root.url.deletingLastPathComponent().path : "/"
        let path = spelling == "relative" ? root.url.lastPathComponent : named
        let said = try await Command(
            ["env", "-C", directory, Product.bootcmd.path, "--root", path]
        ).succeed()
        #expect(said == "")
        #expect(root.text("/etc/group")?.contains("docker") == true)
        #expect(try root.snapshot().targets(below: "/etc").count == 3)
    }

    @Test func `--no-reboot makes no difference to an image`() async throws {
        let said = try await root.run(["--no-reboot"])
        #expect(said.words == "bootcmd: a1 is configured; the image will boot as this member\n")
    }

    @Test func `the version and the help are shown`() async throws {
        let version = try await Command([Product.bootcmd.path, "--version"]).succeed()
        #expect(version.wholeMatch(of: /\d+\.\d+\.\d+\n/) != nil)
        let help = try await Command([Product.bootcmd.path, "--help"]).succeed()
        for word in ["configure", "undo", "--version", "--help"] { #expect(help.contains(word)) }
        let options = try await Command([Product.bootcmd.path, "help", "configure"]).succeed()
        for word in [
            "--dry-run", "--json", "--exit-code", "--no-reboot", "--force", "--root", "--seed",
            "--cluster",
        ] { #expect(options.contains(word)) }
    }

    @Test func `members that are none are refused on a configured node, too`() async throws {
        _ = try await root.run([])
        let said = try await root.run(["--cluster", "garbage"])
        #expect(said.status == (try await root.run(["--force", "--cluster", "garbage"])).status)
        #expect(said.status != 0, "\(said)")
    }
}
