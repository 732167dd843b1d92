import Basics

/// The command that writes the network's key to etcd's v3 store where it is absent.
///
/// A transaction: of nodes that start at once, one writes it. Another value that stands there
/// stays, or two nodes with two descriptions would take turns; the unit's journal then says which
/// command changes it.
struct NetworkKey {
    /// The words of the command.
    let command: [String]

    init(
        _ key: String,
        _ config: String,
        etcdctl: NodePath,
        _ variables: [(String, String)] = []
    ) {
        let environment = ["ETCDCTL_API=3"] + variables.map { "\($0)=\($1)" }
        let change = (environment + [etcdctl.text, "put", key, config]).map(Self.shellWord)
        command = [
            "/bin/sh", "-c", Self.script,
            // $0 and what follows it.
            "flannel-network", etcdctl.text, key, config,
            "version(\(Self.quoted(key))) = \"0\"",
            "put \(Self.quoted(key)) \(Self.quoted(config))",
            change.joined(separator: " "),
        ]
    }

    /// `etcdctl txn` reads compares, what to do if they hold, and what if not, with an empty line
    /// after each (etcd's `etcdctl/README.md`, "TXN").
    private static let script = #"""
        printf '%s\n' "$4" '' "$5" '' '' | "$1" txn >/dev/null || exit; \
        found=$("$1" get --print-value-only "$2") || exit; \
        [ "$found" = "$3" ] || \
        printf "<4>%s in etcd stays '%s', but is described as '%s'; to change it: %s, \
        then restart flanneld everywhere\n" \
        "$2" "$(printf %s "$found" | LC_ALL=C tr -c ' -&(-~' '?' | cut -c 1-200)" "$3" "$6"
        """#.split(separator: "\\\n").joined()

    /// A string as etcdctl reads it, by the rules of Go (etcd's `txn_command.go` and `util.go`).
    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            if "\"\\".unicodeScalars.contains(scalar) { quoted.unicodeScalars.append("\\") }
            quoted.unicodeScalars.append(scalar)
        }
        return quoted + "\""
    }

    /// A word as a shell reads it (XCU 2.2.2).
    private static func shellWord(_ text: String) -> String {
        let isPlain = text.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "/._-=:".utf8.contains(byte)
            }
        }
        guard !isPlain else { return text }
        let scalars = text.unicodeScalars.map { $0 == "'" ? #"'\''"# : "\($0)" }
        return "'\(scalars.joined())'"
    }
}
