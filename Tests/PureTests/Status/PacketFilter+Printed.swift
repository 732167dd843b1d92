import Foundation
import TestSupport
@testable import Status

extension PacketFilter {
    /// What a node's iptables printed, with two containers, the second of a published port, and
    /// flannel's rules (`Tests/fixtures/iptables`), changed.
    static func printed(
        by docker: String,
        _ change: (inout String, inout String) -> Void = { _, _ in }
    ) throws -> PacketFilter {
        let folder = Repository.tests.appending(path: "fixtures/iptables/docker-\(docker)")
        var (raw, filter) = try (
            String(contentsOf: folder.appending(path: "raw"), encoding: .utf8),
            String(contentsOf: folder.appending(path: "filter"), encoding: .utf8)
        )
        change(&raw, &filter)
        return PacketFilter(raw: raw, filter: filter)
    }

    /// A node's with the rules of the agent's drop-in.
    static func opened(by docker: String) throws -> PacketFilter {
        try printed(by: docker) { raw, filter in
            raw.precede("-A PREROUTING -d", by: rule("PREROUTING"))
            filter.precede("-A FORWARD -j DOCKER-FORWARD", by: rule("DOCKER-USER"))
        }
    }

    static func rule(_ chain: String) -> String {
        "-A \(chain) -s 172.18.0.0/16 -d 172.18.0.0/16 -j ACCEPT"
    }
}

extension String {
    /// Puts a line before the first that begins with these words.
    mutating func precede(_ words: String, by line: String) {
        guard let range = range(of: words) else { return }
        insert(contentsOf: line + "\n", at: range.lowerBound)
    }
}
