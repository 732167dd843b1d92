import BootLinux
import BootPlan
import Glibc

/// What the gate is told: the inputs of the run that configured the node, and what systemd gives to
/// etcd's unit and all that runs in it.
struct GateInputs {
    let seed: Seed

    func identity() throws(InputError) -> Identity { try seed.metaData().identity }

    func node() throws -> Node { try Node(seed.metaData(), in: seed.cluster(orElse: settings)) }

    /// Where etcd keeps its write-ahead log.
    func logDirectory() throws -> NodePath {
        try settings.logDirectory(of: identity().hostName)
    }

    private var settings: EtcdSettings {
        EtcdSettings { name in
            guard let value = unsafe getenv(name) else { return nil }
            return unsafe String(cString: value)
        }
    }
}
