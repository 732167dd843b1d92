import Foundation
import TestSupport
import Testing

/// What the binary does with the streams that it was given, and without them.
@Suite struct StreamTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    @Test(arguments: [("<&-", "0"), (">&-", "1"), ("2>&-", "2"), ("<&- >&- 2>&-", "0 1 2")])
    func `no file takes the place of a stream`(streams: String, closed: String) async throws {
        // groupadd's parent is the binary, in the middle of its work.
        let groupadd = """
            #!/bin/sh
            for stream in \(closed); do readlink /proc/$PPID/fd/$stream; done > \(root.path("/streams"))
            exec /usr/sbin/groupadd "$@"
            """
        try root.write(groupadd, to: "/stubs/groupadd", mode: 0o755)
        let script = "PATH=\(root.path("/stubs")):$PATH; exec \"$0\" --root \"$1\" \(streams)"
        let said = try await Command(
            ["bash", "-c", script, Product.bootcmd.path, root.url.path]
        ).run()
        #expect(said.status == 0)
        let expected = closed.split(separator: " ").map { _ in "/dev/null\n" }.joined()
        #expect(root.text("/streams") == expected)
    }

    @Test(arguments: ["<&-", ">&-", "2>&-", "<&- >&- 2>&-", "<&- 2>&-", ">/dev/full 2>/dev/full"])
    func `a run needs none of its streams`(streams: String) async throws {
        let script = "exec \"$0\" --root \"$1\" \(streams)"
        let output = try await Command(["bash", "-c", script, Product.bootcmd.path, root.url.path])
            .run()
        #expect(output.status == 0)
        // What would have been said stands in none of the files.
        let golden = try Snapshot(of: ScratchRoot.golden.appending(path: "a1")).texts(below: "/etc")
        for (path, text) in golden { #expect(root.text(path) == text, "\(path)") }
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 0)
    }

    @Test(
        arguments: [
            // standard output, exit code, message
            (">&-", 74, "standard output: cannot write: Bad file descriptor\n"),
            (">/dev/full", 74, "standard output: cannot write: No space left on device\n"),
            ("| head -n 1 >/dev/null", 0, ""),
            (">/dev/full 2>&1", 74, nil),
        ] as [(String, Int32, String?)]
    )
    func `a plan that cannot be shown is an error`(
        output: String,
        status: Int32,
        message: String?
    ) async throws {
        let script = "set -o pipefail; \"$0\" --dry-run --root \"$1\" \(output)"
        let said = try await Command(["bash", "-c", script, Product.bootcmd.path, root.url.path])
            .run()
        #expect(said.status == status)
        #expect(said.standardOutput == "")
        if let message { #expect(said.standardError.hasPrefix(message)) }
    }

    @Test func `colours are for terminals`() async throws {
        let plain = try await root.run(["--dry-run"])
        #expect(!plain.output.contains("\u{1B}"))

        let line = "'\(Product.bootcmd.path)' --dry-run --root '\(root.url.path)'"
        let terminal = try await Command(["script", "-qec", line, "/dev/null"]).succeed()
        #expect(terminal.contains("\u{1B}[32m+ETCD_NAME=a1\u{1B}[0m"))
        let text = terminal.replacing(/\u{1B}\[\d+m/, with: "").replacing("\r\n", with: "\n")
        #expect(text.replacing(root.url.path, with: "ROOT") == plain.output)

        // Programs get none, whatever they read it on.
        let json = try await Command(["script", "-qec", "\(line) --json", "/dev/null"]).succeed()
        #expect(!json.contains("\u{1B}"))
    }
}
