import Foundation
import TestSupport
import Testing
@testable import Basics

@Suite struct UnifiedDiffTests {
    private static let pairs: [(String, String)] = [
        // one side, the other
        ("", ""),
        ("a\n", "a\n"),
        ("a\n", "b\n"),
        ("", "a\n"),
        ("a\n", ""),
        ("a", "a\n"),
        ("a\n", "a"),
        ("a", "b"),
        ("\n", "\n\n"),
        ("a\nb\nc\n", "a\nc\n"),
        ("a\nc\n", "a\nb\nc\n"),
        ("a\nb\nc", "a\nB\nc"),
        // three lines of context, and the places where two hunks become one
        (numbered(20), numbered(20, changed: [1])),
        (numbered(20), numbered(20, changed: [20])),
        (numbered(20), numbered(20, changed: [10])),
        (numbered(20), numbered(20, changed: [1, 20])),
        (numbered(20), numbered(20, changed: [7, 13])),
        (numbered(20), numbered(20, changed: [7, 14])),
        (numbered(20), numbered(20, changed: [7, 15])),
        // lines that look like a diff's own
        ("-- a\n++ b\n@@ c\n\\ d\n", "++ b\n-- a\n@@ c\n e\n"),
        // line ends that do not count: CR LF, and those that Unicode has besides LF
        ("a\r\nb\r\n", "a\r\nc\r\n"),
        ("a\r\n", "a\n"),
        ("a\u{85}b\u{2028}c\n", "a\u{85}b\u{2028}d\n"),
        // the file of an old node
        (before("/etc/etcd/etcd.conf"), golden("/etc/etcd/etcd.conf")),
        (before("/etc/sysconfig/flanneld"), golden("/etc/sysconfig/flanneld")),
    ]

    private static func numbered(_ count: Int, changed: Set<Int> = []) -> String {
        (1...count).map { changed.contains($0) ? "line \($0) changed\n" : "line \($0)\n" }.joined()
    }

    private static func before(_ path: String) -> String {
        (try? ScratchRoot.before(path)) ?? "none"
    }

    private static func golden(_ path: String) -> String {
        let file = ScratchRoot.golden.appending(path: "a1\(path)")
        return (try? String(contentsOf: file, encoding: .utf8)) ?? "none"
    }

    private static func text(_ old: String?, _ new: String?) -> String {
        UnifiedDiff(of: "f", from: old.map { Array($0.utf8) }, to: new.map { Array($0.utf8) })
            .lines.map { $0 + "\n" }.joined()
    }

    @Test(arguments: pairs)
    func `the diff is what diff(1) writes`(old: String, new: String) async throws {
        let directory = try TemporaryDirectory().filled(["old": old, "new": new])
        let diff = try await Command(
            ["diff", "-U3", "--label=f", "--label=f", "old", "new"].inside(directory)
        ).run()
        // diff leaves out a range's length where it is 1, patch(1) reads both.
        let lengths = diff.standardOutput.replacing(/(?m)^@@ -(\d+)(,\d+)? \+(\d+)(,\d+)? @@/) {
            "@@ -\($0.1)\($0.2 ?? ",1") +\($0.3)\($0.4 ?? ",1") @@"
        }
        #expect(Self.text(old, new) == lengths)
    }

    @Test(arguments: pairs)
    func `patch makes one side of the other`(old: String, new: String) async throws {
        guard old != new else { return }
        for (from, to) in [(old, new), (new, old)] {
            let directory = try TemporaryDirectory()
                .filled(["f": from, "patch": Self.text(from, to)])
            try await Command(
                ["patch", "--quiet", "--binary", "-i", "patch", "f"].inside(directory)
            ).succeed()
            let made = try Snapshot(of: directory.url)["/f"]?.text ?? ""
            #expect(made == to)
        }
    }

    @Test func `a file that is not there is /dev/null`() {
        #expect(Self.text(nil, "a\n") == "--- /dev/null\n+++ f\n@@ -0,0 +1,1 @@\n+a\n")
        #expect(Self.text("a\n", nil) == "--- f\n+++ /dev/null\n@@ -1,1 +0,0 @@\n-a\n")
        #expect(Self.text(nil, nil) == "")
        // diff(1) has no header for an empty file, and a plan no other way to say that one is made.
        #expect(Self.text(nil, "") == "")
    }

    @Test func `bytes that are no UTF-8 are shown as far as they can be`() {
        let diff = UnifiedDiff(of: "f", from: [0x61, 0xFF, 0x0A], to: [0x61, 0xFE, 0x0A])
        #expect(diff.lines.dropFirst(3) == ["-a\u{FFFD}", "+a\u{FFFD}"])
    }

    @Test(.timeLimit(.minutes(20)))
    func `a large file that was something else takes no time`() {
        let old = [UInt8](repeating: UInt8(ascii: "\n"), count: 1 << 17)
        let new = Array(Self.numbered(10).utf8)
        #expect(UnifiedDiff(of: "f", from: old, to: new).lines.count == 3 + (1 << 17) + 10)
    }
}

extension TemporaryDirectory {
    fileprivate func filled(_ files: [String: String]) throws -> TemporaryDirectory {
        for (name, text) in files { try write(text, to: name) }
        return self
    }
}

extension [String] {
    fileprivate func inside(_ directory: TemporaryDirectory) -> [String] {
        ["env", "-C", directory.url.path] + self
    }
}
