extension Node {
    /// Where a member's etcd keeps its write-ahead log, by the text of its configuration.
    public func logDirectory(configured text: String) -> NodePath {
        var paths: [String: NodePath] = [:]
        for (name, value) in EnvironmentText(text).assignments { paths[name] = NodePath(value) }
        if let directory = paths["ETCD_WAL_DIR"] { return directory }
        let everyone: NodePath = "/var/lib/etcd"
        let data = paths["ETCD_DATA_DIR"] ?? everyone.appending("\(name).etcd")
        return data.appending("member").appending("wal")
    }
}

extension InitialCluster {
    /// The members that etcd's configuration names, by its text; nil for none.
    public static func configured(by text: String) -> String? {
        EnvironmentText(text).assignments.last { $0.name == "ETCD_INITIAL_CLUSTER" }?.value
    }
}
