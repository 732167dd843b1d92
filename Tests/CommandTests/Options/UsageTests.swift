import Foundation
import TestSupport
import Testing

/// Calls of the binary that make no sense.
@Suite struct UsageTests {
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
}
