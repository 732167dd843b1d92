import Basics
import Cluster
import Units

/// What an etcd is told by its variables.
package struct EtcdSettings {
    private let value: (String) -> String?

    /// Those that are found by their names.
    package init(_ value: @escaping (String) -> String?) {
        self.value = value
    }

    /// Those of a file of variables.
    package init(parsing text: String) {
        let values = Dictionary(
            EnvironmentText(text).assignments.map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 }
        )
        value = { values[$0] }
    }

    /// These, and of what they do not name those of another source.
    package func or(_ other: EtcdSettings) -> EtcdSettings {
        EtcdSettings { value($0) ?? other.value($0) }
    }

    /// The members; nil where none are named.
    package var initialCluster: String? { self["ETCD_INITIAL_CLUSTER"] }

    /// Whether there is a cluster already; nil where nothing is said of it.
    package var initialState: ClusterDescription.InitialState? {
        self["ETCD_INITIAL_CLUSTER_STATE"].flatMap(ClusterDescription.InitialState.init)
    }

    /// `ETCD_INITIAL_CLUSTER_TOKEN`; nil where it is not set, which is etcd's own token.
    package var token: String? { self["ETCD_INITIAL_CLUSTER_TOKEN"] }

    /// Whether the v2 store of an etcd 3.4 or 3.5 is switched on.
    package var enablesV2: Bool {
        // As Go's strconv.ParseBool has it.
        ["1", "t", "T", "true", "True", "TRUE"].contains(self["ETCD_ENABLE_V2"])
    }

    /// Whether a data directory is named.
    package var namesDirectory: Bool { self["ETCD_DATA_DIR"] != nil }

    /// Where the data is. The member's name is asked for only where no directory is named.
    package func dataDirectory(of name: @autoclosure () throws -> HostName) rethrows -> NodePath {
        try path("ETCD_DATA_DIR") ?? Self.dataDirectory(of: name())
    }

    /// Where the write-ahead log is. The member's name is asked for only where no directory is
    /// named.
    package func logDirectory(of name: @autoclosure () throws -> HostName) rethrows -> NodePath {
        if let directory = path("ETCD_WAL_DIR") { return directory }
        return try dataDirectory(of: name()).appending("member").appending("wal")
    }

    /// Where the agent has a member's etcd keep its data.
    package static func dataDirectory(of name: HostName) -> NodePath {
        let directory: NodePath = "/var/lib/etcd"
        return directory.appending("\(name).etcd")
    }

    /// The variable that etcd reads in a flag's place (etcd's `pkg/flags/flag.go`, `FlagToEnv()`).
    package static func variable(of flag: String) -> String {
        "ETCD_" + flag.uppercased().map { $0 == "-" ? "_" : String($0) }.joined()
    }

    private func path(_ name: String) -> NodePath? { self[name].flatMap { NodePath($0) } }

    private subscript(_ name: String) -> String? {
        value(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
