import Configure
import Foundation
import TestSupport

/// What a tree of files is for its users, whichever inodes and times it has: two runs that end
/// alike leave the same portrait.
///
/// What programs were found stands in a record's facts, and boots in the row of those that changed
/// the node: none of them is in the picture.
struct Portrait: Equatable, Sendable {
    private let entries: [String: Entry]

    fileprivate struct Entry: Equatable {
        let mode: UInt32
        let owner: [UInt32]
        let links: UInt64
        let attributes: [String: Data]
        let contents: Data?
    }

    init(_ snapshot: Snapshot, leavingOut isLeftOut: (String) -> Bool = { _ in false }) {
        var snapshot = snapshot
        snapshot.rewrite(ConfiguredNode.record) { text in
            text.replacing(/"facts": \{(.|\n)*\}\n\}\n/, with: "}\n")
        }
        entries = snapshot.entries
            .filter { path, _ in
                !isLeftOut(path) && !path.hasPrefix("/var/lib")
            }
            .mapValues {
                Entry(
                    mode: $0.mode,
                    owner: $0.owner,
                    links: $0.links,
                    attributes: $0.attributes,
                    contents: $0.contents
                )
            }
    }

    /// Whether anything but the agent's own record is different.
    func isChanged(since before: Portrait) -> Bool {
        !differences(from: before).allSatisfy { $0.hasPrefix(ConfiguredNode.recordDirectory) }
    }

    /// In what the other differs, a line for each path; empty if they are the same.
    func differences(from other: Portrait) -> [String] {
        Set(entries.keys).union(other.entries.keys).sorted().compactMap { path in
            switch (entries[path], other.entries[path]) {
            case (let mine?, let other?):
                mine == other ? nil : "\(path): \(mine.difference(from: other))"
            case (nil, _): "\(path): missing"
            case (_, nil): "\(path): should not be there"
            }
        }
    }
}

extension Portrait.Entry {
    fileprivate func difference(from other: Self) -> String {
        if mode != other.mode {
            return "mode \(String(mode, radix: 8)), not \(String(other.mode, radix: 8))"
        }
        if owner != other.owner { return "owner \(owner), not \(other.owner)" }
        if links != other.links { return "\(links) names, not \(other.links)" }
        if attributes != other.attributes { return "attributes \(attributes)" }
        return "holds \(text), not \(other.text)"
    }

    private var text: String { contents.map { String(decoding: $0, as: UTF8.self) } ?? "nothing" }
}
