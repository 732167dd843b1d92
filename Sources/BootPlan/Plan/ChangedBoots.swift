import Diagnostics
import YAML

/// The boots in a row in which the agent changed this node, by their ids: what keeps it from ever
/// looping.
///
/// It belongs to the disk, not to one `/etc` or one instance: whatever comes back at every boot (a
/// new instance-id, a `/etc` that is rolled back), the node is changed by three boots in a row and
/// not by the fourth. A boot that finds nothing to do ends the row.
public struct ChangedBoots: Equatable, Sendable {
    /// How many boots may change the node in a row.
    public static let limit = 3
    /// Where the row is kept.
    public static let path: NodePath = "/var/lib/bootcmd/changed-boots.json"

    private let ids: [String]

    /// A row of boots; none at first.
    public init(ids: [String] = []) {
        self.ids = ids
    }

    /// Whether no boot has changed the node since one found nothing to do.
    public var isEmpty: Bool { ids.isEmpty }

    /// Whether another boot than those of the row may not change the node.
    func isExhausted(in boot: String?) -> Bool {
        guard let boot else { return false }
        return !ids.contains(boot) && ids.count >= Self.limit
    }

    /// The row with this boot in it. A boot counts once, however often somebody runs the agent in it.
    func adding(_ boot: String?) -> ChangedBoots {
        guard let boot, !ids.contains(boot) else { return self }
        return ChangedBoots(ids: ids + [boot])
    }
}

extension ChangedBoots {
    /// The row as it lies on the disk.
    public var text: String {
        JSON.object([
            ("version", .number(1)),
            ("boots", .array(ids.map(JSON.string))),
        ]).text
    }

    /// Reads what `text` wrote; nil for anything else.
    public init?(parsing text: String) {
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
