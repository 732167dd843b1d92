import BootLinux
import BootPlan
import Glibc

/// What the gate is told: the inputs of the run that configured the node, and what systemd gives to
/// etcd's unit and all that runs in it.
struct GateInputs {
    let seed: Seed

    func identity() throws(InputError) -> Identity { try seed.metaData().identity }

    func node() throws -> Node { try Node(seed.metaData(), in: cluster()) }

    /// Where etcd keeps its write-ahead log.
    func logDirectory() throws(InputError) -> NodePath {
        if let directory = path("ETCD_WAL_DIR") { return directory }
        if let data = path("ETCD_DATA_DIR") { return Self.log(in: data) }
        let directory: NodePath = "/var/lib/etcd"
        return Self.log(in: directory.appending("\(try identity().hostName).etcd"))
    }

    private static func log(in data: NodePath) -> NodePath {
        data.appending("member").appending("wal")
    }

    /// The description or, where the members were given on the command line, those of etcd's
    /// configuration.
    private func cluster() throws(InputError) -> ClusterDescription {
        do throws(InputError) {
            return try seed.cluster(orElse: nil)
        } catch {
            guard case .missing = error, let members = variable("ETCD_INITIAL_CLUSTER") else {
                throw error
            }
            let state = variable("ETCD_INITIAL_CLUSTER_STATE")
            let described = try seed.cluster(orElse: members)
            return described.with(state.flatMap(ClusterDescription.InitialState.init) ?? .new)
        }
    }

    private func path(_ name: String) -> NodePath? { variable(name).flatMap { NodePath($0) } }

    private func variable(_ name: String) -> String? {
        guard let value = unsafe getenv(name) else { return nil }
        let text = unsafe String(cString: value)
        return text.isEmpty ? nil : text
    }
}
