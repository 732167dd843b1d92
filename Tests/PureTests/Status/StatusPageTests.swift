@testable import Basics
@testable import Configure
@testable import Etcd
@testable import Status
@testable import YAML
import Testing
import YAML

/// What comes over the network, or is longer than usual, on a screen of 80 columns.
@Suite struct StatusPageTests {
    private func lines(_ seen: StatusObservation) -> [Substring] {
        NodeStatus(seen).text(PageStyle()).split(separator: "\n")
    }

    @Test(arguments: StatusScenario.all)
    func `all but commands fits on 80 columns`(scenario: StatusScenario) throws {
        for line in try scenario.status().text(PageStyle()).split(separator: "\n")
        where !line.hasPrefix(String(repeating: " ", count: 22)) {
            #expect(line.unicodeScalars.count <= 80, "\(line)")
        }
    }

    @Test func `a member's own words do not drive the terminal, nor pose as a command`() throws {
        let hostile = "\u{1B}]0;x\u{7}\u{202E}a9\n  rm -rf /\r"
        let refusal = EtcdctlOutput(code: 1, output: "e is unhealthy: \(hostile)")
        var seen = try ObservedNode.working()
        let entry = MemberList.Entry(
            id: try #require(EtcdID(hexadecimal: "9")),
            name: hostile,
            peerURLs: [hostile],
            clientURLs: [hostile]
        )
        seen.members = MemberList(
            cluster: nil,
            entries: (seen.members?.entries ?? []).dropLast() + [entry]
        )
        seen.answer(
            of: "a2",
            status: EndpointStatus(cluster: nil, leader: entry.id, version: hostile),
            health: refusal.health
        )
        seen.leases = seen.leases?.map { SubnetLease($0.subnet, of: $0.holder, backend: hostile) }
        let status = NodeStatus(seen)
        let text = status.text(PageStyle())
        #expect(text.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) })
        // A command stands two columns behind the sentence before it.
        let place = String(repeating: " ", count: 22)
        let commands = text.split(separator: "\n").filter { $0.hasPrefix(place) }
        #expect(
            Set(commands.map { $0.dropFirst(22) }) == [
                "bootcmd status", "journalctl -b -u flanneld | grep 'to change it'",
            ],
            "\(text)"
        )
        #expect(text.contains(#"'\u{1b}]0;x\u{7}\u{202e}a9\n"#))
        #expect(status.progress?.contains("\n") == false)
        #expect(lines(seen).allSatisfy { $0.count <= 80 }, "\(text)")
        // What a program reads is one value, whatever is in it.
        #expect(json(status.json)?["checks"]?.items?.count == 6)
    }

    @Test func `long names are cut, and long addresses left out`() throws {
        let name = String(repeating: "n", count: 63)
        let wide = "fd00:1111:2222:3333:4444:5555:6666:7777"
        let description = """
            cluster: a2=http://192.168.99.52:2380,\(name)=http://[\(wide)]:2380
            """
        var seen = try ObservedNode.working("a2", in: description)
        seen.leases = nil
        // But for the commands, which stand as they are typed.
        let lines = lines(seen).filter { !$0.contains("systemctl") }
        #expect(lines.allSatisfy { $0.count <= 80 }, "\(lines)")
        #expect(lines.contains { $0.hasPrefix("  nnnnnnnn") })
    }

    @Test(arguments: [
        ("", [""]), ("one", ["one"]), ("one two", ["one two"]),
        ("one two three", ["one two", "three"]),
        ("  one  two  ", ["one two"]), ("1234567890", ["12345678", "90"]),
        ("one 1234567890", ["one", "12345678", "90"]), ("12345678 9", ["12345678", "9"]),
        ("éééé éééé", ["éééé", "éééé"]),
    ])
    func `words are wrapped where they end, and broken only if they are too long`(
        text: String,
        lines: [String]
    ) {
        #expect(text.wrapped(to: 8) == lines)
    }
}
