import Basics
import Configure
import Foundation
import TestSupport
import Testing

/// A record that is damaged, of another version, or not ours.
@Suite struct ForeignRecordTests {
    @Test func `a record that is cut short is not a record`() async throws {
        let root = try await Scenario.configured()
        let record = Array(try #require(root.text(ConfiguredNode.record)).utf8)
        for length in 0..<(record.count - 1) {
            let source = try Source(name: "record", bytes: Array(record[..<length]))
            #expect(throws: InputError.self, "\(length) bytes") {
                try Record(parsing: source)
            }
        }
        // Its last byte ends the line.
        let whole = try Record(parsing: Source(name: "record", bytes: record))
        let allButOne = try Source(name: "record", bytes: Array(record.dropLast()))
        #expect(try Record(parsing: allButOne) == whole)
    }

    private static let texts: [(String, String)] = [
        // the record, what is said of it
        ("", "not a record of bootcmd"),
        ("\n", "not a record of bootcmd"),
        ("null\n", "not a record of bootcmd"),
        ("[]\n", "not a record of bootcmd"),
        ("{}\n", "no string 'version'"),
        ("{\"version\": 0}\n", "a record of version 0, but this bootcmd knows version 2"),
        ("{\"version\": 3}\n", "a record of version 3, but this bootcmd knows version 2"),
        ("{\"version\": 1}\n", "not a record of bootcmd"),
        ("{\"version\": \"one\"}\n", "'version' is not a number"),
        ("\0\0\0\0", "not a record of bootcmd"),
        ("\u{FFFD}PNG\r\n", "not a record of bootcmd"),
        ("phase=complete\n", "not a record of bootcmd"),
    ]

    private static let edits: [(String, String)] = [
        // what is done to ours with sed, what is said of it
        ("s/\"version\": 2/\"version\": 3/", "a record of version 3"),
        ("s/\"complete\"/\"done\"/", "phase: 'done' is unknown"),
        ("s/\"agent\": \"/\"agents\": \"/", "no string 'agent'"),
        (
            "s|/etc/etcd/etcd.conf|/etc/../root/.bashrc|",
            "names a path that bootcmd does not manage"
        ),
        ("s|/etc/etcd/etcd.conf|/usr/bin/etcd|", "names a path that bootcmd does not manage"),
        ("s|/etc/etcd/etcd.conf|/etc/passwd|", "names a path that bootcmd does not manage"),
        (
            "s|/etc/systemd/system/multi-user|/usr/multi-user|",
            "'links' names a path that bootcmd"
        ),
        ("s/\"fingerprint\": \"./\"fingerprint\": \"x/", "'fingerprint' is not a fingerprint"),
        ("s/\"replaced\"/\"stolen\"/", "origin: 'stolen' is unknown"),
        ("/host-name/d", "no string 'host-name'"),
        ("$s/$/x/", "not a record of bootcmd"),
    ]

    @Test(arguments: texts)
    func `a file that is not a record is named, and nothing is done`(text: String, message: String)
        async throws
    {
        let root = try await Scenario.configured()
        try root.write(text, to: ConfiguredNode.record)
        try await expectRefusal(root, message)
    }

    @Test(arguments: edits)
    func `a record that was changed is said, and nothing done`(script: String, message: String)
        async throws
    {
        let root = try await Scenario.configured()
        try await Command(["sed", "-i", script, root.path(ConfiguredNode.record)]).succeed()
        try await expectRefusal(root, message)
    }

    @Test(arguments: [1, 2, 40, 200, 700, 1200])
    func `a record that was cut off is said, and nothing done`(length: Int) async throws {
        let root = try await Scenario.configured()
        let text = try #require(root.text(ConfiguredNode.record))
        try root.write(String(text.prefix(length)), to: ConfiguredNode.record)
        try await expectRefusal(root, "not a record of bootcmd")
    }

    /// Named with its place and with what to do; with `--force`, kept for the operator to look at.
    private func expectRefusal(_ root: ScratchRoot, _ message: String) async throws {
        let foreign = root.text(ConfiguredNode.record)
        let before = try root.snapshot()
        for arguments in [[], ["undo"], ["--dry-run"]] {
            let output = try await root.bootcmd(arguments).run()
            #expect(output.status == 65, "\(output)")
            #expect(
                output.standardError.contains("\(root.path(ConfiguredNode.record)):"),
                "\(output)"
            )
            #expect(output.standardError.contains(message), "\(output)")
            #expect(output.standardError.contains("--force' sets it aside"), "\(output)")
            #expect(try root.snapshot().changes(since: before) == [])
        }
        try await root.bootcmd(["--force"]).succeed()
        #expect(root.text(ConfiguredNode.record)?.contains("\"phase\": \"complete\"") == true)
        #expect(root.text(ConfiguredNode.record + ".untrusted") == foreign)
    }

    @Test func `no reboot follows from a record that is not believed`() async throws {
        let node = try await RunningNode()
        try await node.bootcmd(boot: 1).succeed()
        try node.root.write("{", to: ConfiguredNode.record)
        for boot in 1...4 {
            #expect(try await node.bootcmd(boot: boot).run().status == 65)
        }
        #expect(node.firstProcess.reboots == 1)
    }
}
