import Foundation
import Readback
import TestSupport
import Testing
@testable import Units

@Suite struct EnvironmentFileTests {
    /// Values that a reader may take for something else, and that stand in the file as they are.
    private static let values = [
        "a1",
        "",
        " ",
        "two words",
        " at both ends ",
        "http://[fd00::51]:2380",
        "/admin/flannel",
        "a,b=c",
        "#x",
        "a#b",
        ";x",
        "a;b",
        "$HOME",
        "${HOME}",
        "$$",
        "100%",
        "%h",
        "`id`",
        "$(id)",
        "\"quoted\"",
        "'quoted'",
        "it's",
        "\\",
        "\\\\",
        "ends in \\",
        "\\n",
        "\\\"",
        "\\$",
        "*",
        "~",
        "!x",
        "a&b|c<d>e",
        "{\"Network\":\"172.18.0.0/16\"}",
        "schön",
        "\u{1F600}",
    ]

    private static let text: String = {
        var file = EnvironmentFile()
        file.comment(" a comment")
        for (index, value) in values.enumerated() {
            file.set("QUOTED_\(index)", value)
            file.set("BARE_\(index)", value, bare: true)
        }
        return file.text
    }()

    private static let environment = Dictionary(
        uniqueKeysWithValues: values.enumerated().flatMap { index, value in
            [("QUOTED_\(index)", value), ("BARE_\(index)", value)]
        }
    )

    private let file: URL
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        file = directory.url.appending(path: "environment")
        try directory.write(Self.text, to: "environment")
    }

    @Test(arguments: ["sh", "bash"])
    func `a shell reads every value back`(shell: String) async throws {
        let script = "unset $(env | sed 's/=.*//'); set -a; . \"$1\"; exec /usr/bin/env -0"
        let printed = try await Command([shell, "-c", script, shell, file.path]).succeed()
        var found: [String: String] = [:]
        for line in printed.split(separator: "\0") {
            let pair = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if Self.environment.keys.contains(String(pair[0])) {
                found[String(pair[0])] = String(pair[1])
            }
        }
        #expect(found == Self.environment)
    }

    /// By the tests' own reader, which is held against systemd's code in ReadbackTests.
    @Test func `systemd reads every value back`() throws {
        let variables = try SystemdEnvironment(reading: Array(Self.text.utf8)).variables
        let found = variables.map { String(decoding: $0, as: UTF8.self) }
        #expect(found.sorted() == Self.environment.map { "\($0)=\($1)" }.sorted())
    }

    private static let lines: [(String, Bool, String)] = [
        // value, whether asked for bare, what stands after `NAME=`
        ("a1", false, "\"a1\""),
        ("a1", true, "a1"),
        ("http://127.0.0.1:2379", true, "http://127.0.0.1:2379"),
        ("/admin/flannel", true, "/admin/flannel"),
        // what cannot stand bare
        ("", true, "\"\""),
        ("a b", true, "\"a b\""),
        ("[fd00::51]", true, "\"[fd00::51]\""),
        ("$HOME", true, "\"\\$HOME\""),
    ]

    @Test(arguments: lines)
    func `a value is quoted unless it can stand bare`(value: String, bare: Bool, written: String) {
        var file = EnvironmentFile()
        file.set("NAME", value, bare: bare)
        #expect(file.text == "NAME=\(written)\n")
    }
}
