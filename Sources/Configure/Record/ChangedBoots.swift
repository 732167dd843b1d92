import Basics
import YAML

/// The boots in a row in which the agent changed this node, by their ids. It keeps the agent from
/// looping.
///
/// The row belongs to the disk, not to one `/etc` or one instance: whatever comes back at every
/// boot (a new instance-id, a `/etc` that is rolled back), three boots in a row change the node and
/// the fourth does not. A boot that finds nothing to do ends the row.
package struct ChangedBoots: Equatable, Sendable {
    /// How many boots may change the node in a row.
    package static let limit = 3
    /// Where the row is kept.
    package static let path: NodePath = "/var/lib/bootcmd/changed-boots.json"

    private let ids: [String]

    /// A row of boots, by their ids; empty at first.
    package init(ids: [String] = []) {
        self.ids = ids
    }

    /// Whether no boot has changed the node since the last one that found nothing to do.
    package var isEmpty: Bool { ids.isEmpty }

    /// Whether the limit is reached, and this boot is not in the row: it must not change the node.
    func isExhausted(in boot: String?) -> Bool {
        guard let boot else { return false }
        return !ids.contains(boot) && ids.count >= Self.limit
    }

    /// The row with this boot added. A boot counts once, however often the agent runs in it.
    func adding(_ boot: String?) -> ChangedBoots {
        guard let boot, !ids.contains(boot) else { return self }
        return ChangedBoots(ids: ids + [boot])
    }
}

extension ChangedBoots {
    /// The row as it lies on the disk.
    package var text: String {
        JSON.object([
            ("version", .number(1)),
            ("boots", .array(ids.map(JSON.string))),
        ]).text
    }

    /// Reads what `text` wrote; nil for anything else.
    package init?(parsing text: String) {
        let ids: [Value]?
        do {
            ids = try Document(parsing: Source(name: "", text: text)).root["boots"]?.items
        } catch {
            return nil
        }
        guard let ids else { return nil }
        self.init(ids: ids.compactMap(\.text))
    }
}
