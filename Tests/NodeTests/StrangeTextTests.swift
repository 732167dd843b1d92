import Foundation
import TestSupport
import Testing

/// A description whose texts mean something to every program that they pass through.
@Suite(.whereNodesBoot, .namingLogs)
struct StrangeTextTests {
    /// To a shell, to systemd in its two kinds of file, to YAML, and to who takes a letter with an
    /// accent after it for another letter.
    private static let text = #"""
        a "b" 'c' \d \\ \n \x41 $HOME ${HOME} $$ $(id) `id` %h %% %H # ; \; é "\#u{301} \\#u{301} %\#u{301}h \#u{1F600} \
        """#

    @Test func `strange texts reach the programs as they were described`() async throws {
        try await Room.open { room in
            let quoted = Self.text.unicodeScalars.map {
                "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)"
            }
            .joined()
            let cluster = """
                cluster: \(NodeSeed.members(["a1"]))
                etcd: {token: "\(quoted)"}
                flannel: {prefix: "/\(quoted)"}
                """
            let node = try await TestNode(NodeSeed(host: "a1", cluster: cluster), in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)

            let script = "cat /proc/$(systemctl show --property MainPID --value $0)/environ"
            let etcd = try await node.run("sh", "-c", script, "etcd").split(separator: "\0")
            let token = etcd.first { $0.hasPrefix("ETCD_INITIAL_CLUSTER_TOKEN=") }
            // What follows makes it the token of this founding alone.
            let described = Array("ETCD_INITIAL_CLUSTER_TOKEN=\(Self.text)-".utf8)
            #expect(token.map { Array($0.utf8.dropLast(16)) } == described)
            let flanneld = try await node.run("sh", "-c", script, "flanneld").split(separator: "\0")
            let key = flanneld.first { $0.hasPrefix("FLANNEL_ETCD_KEY=") }
            #expect(key.map { Array($0.utf8) } == Array("FLANNEL_ETCD_KEY=/\(Self.text)".utf8))

            // flanneld found the network below the key, where etcdctl had put it.
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")
        }
    }
}
