import Basics
import Cluster
import Desired
import TestSupport

/// Descriptions whose texts are what no operator would write: each is accepted or refused, but
/// never changed.
struct NastyDescription {
    let token: String
    let prefix: String
    let scheme: String
    let store: ClusterDescription.StoreChoice
    let backend: FlannelBackend?

    /// One of many.
    init(_ seed: Int) {
        var chance = Chance(seed)
        token = chance.text(of: Self.pieces, atMost: 8)
        prefix = "/" + chance.text(of: Self.pieces, atMost: 8)
        scheme = seed / 12 % 2 == 0 ? "http" : "https"
        store = seed % 2 == 0 ? .v2 : .v3
        backend = ([nil] + FlannelBackend.allCases)[seed / 2 % 6]
    }

    private static let pieces = [
        "a", "-", ".", "/b", "\"", "'", "\\", "\\\\", "$", "$$", "${HOME}", "$(id)", "`id`", "%",
        "%%",
        "%h", "%i", "%n", "#", ";", " ;", "; id", "&", "|", "<", ">", "(", ")", "{", "}", "[", "]",
        "*", "?", "~", "!", "=", ":", ",", "@", "+", "^", " ", "  ", "\\n", "\\x22", "\\$", "\\\"",
        // what belongs to the character before it, for one who reads characters
        "\u{301}", "\"\u{301}", "'\u{308}", "\\\u{301}", "%\u{301}h", "$\u{301}{HOME}", "`\u{327}",
        // what looks like one of them, or is canonically the same
        "\u{1FEF}", "\u{37E}", "\u{FF04}", "\u{2018}", "\u{a0}", "\u{3000}", "é", "e\u{301}",
        "\u{1F600}", "\u{E000}",
    ]

    /// The description as YAML, every text of it escaped in the one way that JSON has too.
    var yaml: String {
        """
        {"cluster": "a1=\(scheme)://192.168.99.51:2380", "etcd": {"token": \(Self.quoted(token))}, \
        "workers": {"w1": "192.168.99.61", "w2": null}, \
        "flannel": {"prefix": \(Self.quoted(prefix)), "store": "\(store.rawValue)"\
        \(backend.map { ", \"backend\": \"\($0.rawValue)\"" } ?? "")}}
        """
    }

    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map {
            "\"\\".unicodeScalars.contains($0) ? "\\\($0)" : "\($0)"
        }
        return "\"\(escaped.joined())\""
    }

    /// The value of the network's key.
    var config: String {
        let backend = backend?.rawValue ?? "vxlan"
        return #"{"Network":"172.18.0.0/16","Backend":{"Type":"\#(backend)"}}"#
    }

    /// What a node makes of it: the member a1, the worker w1, or w2, which has no address.
    func desiredState(
        on installed: InstalledSoftware,
        as host: String = "a1"
    ) throws -> DesiredState {
        let description = try ClusterDescription(
            parsing: Source(name: "cluster.yaml", text: yaml)
        )
        let metaData = try MetaData(
            parsing: Source(name: "meta-data", text: "{instance-id: i, local-hostname: \(host)}")
        )
        return try DesiredState(of: Node(metaData, in: description), on: installed)
    }
}
