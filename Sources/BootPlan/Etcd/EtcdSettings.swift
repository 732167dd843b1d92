/// What an etcd is told by its variables.
public struct EtcdSettings {
    private let value: (String) -> String?

    /// Those that are found by their names.
    public init(_ value: @escaping (String) -> String?) {
        self.value = value
    }

    /// Those of a file of variables.
    public init(parsing text: String) {
        let values = Dictionary(
            EnvironmentText(text).assignments.map { ($0.name, $0.value) },
            uniquingKeysWith: { $1 }
        )
        value = { values[$0] }
    }

    /// The members; nil where none are named.
    public var initialCluster: String? { self["ETCD_INITIAL_CLUSTER"] }

    /// Whether there is a cluster already; nil where nothing is said of it.
    public var initialState: ClusterDescription.InitialState? {
        self["ETCD_INITIAL_CLUSTER_STATE"].flatMap(ClusterDescription.InitialState.init)
    }

    /// Where the write-ahead log is. The member's name is asked for only where no directory is named.
    public func logDirectory(of name: @autoclosure () throws -> HostName) rethrows -> NodePath {
        if let directory = path("ETCD_WAL_DIR") { return directory }
        let data = try path("ETCD_DATA_DIR") ?? Self.dataDirectory(of: name())
        return data.appending("member").appending("wal")
    }

    /// Where the agent has a member's etcd keep its data.
    static func dataDirectory(of name: HostName) -> NodePath {
        let directory: NodePath = "/var/lib/etcd"
        return directory.appending("\(name).etcd")
    }

    private func path(_ name: String) -> NodePath? { self[name].flatMap { NodePath($0) } }

    private subscript(_ name: String) -> String? {
        value(name).flatMap { $0.isEmpty ? nil : $0 }
    }
}
