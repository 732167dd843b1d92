import Configure
import Cluster
import Etcd
import Glibc
import Linux
import LinuxConfigure
import LinuxStatus
import Status

/// What the gate works with: whom the node was configured as, by its record and by what etcd is
/// told. A cluster.yaml that is not applied yet says what is to come.
struct GateInputs {
    let seed: Seed

    func identity() throws(SeedError) -> Identity { try seed.metaData().identity }

    /// Whom the machine is configured as. One that is not configured is shown as it is described.
    func node() throws -> Node {
        try Node(
            seed.metaData(),
            in: seed.cluster(configuredBy: settings()) ?? seed.cluster(orElse: nil)
        )
    }

    /// Whether a run has configured this very instance, to the end.
    func isConfigured() throws -> Bool {
        guard case .trusted(let record) = try seed.root.storedRecord() else { return false }
        return try record.isComplete(for: identity())
    }

    /// Whether this member's etcd has data.
    func hasLog(on root: Root) throws -> Bool {
        try root.hasLog(in: settings().logDirectory(of: identity().hostName))
    }

    /// Whether systemd gives every unit the word that has etcd go on alone. In the file of the last
    /// start, it was for that one.
    func isForced() throws -> Bool {
        guard let value = unsafe getenv(StartEnvironment.force) else { return false }
        let isFalse = ["", "0", "f", "F", "FALSE", "false", "False"]
            .contains(unsafe String(cString: value))
        return try !isFalse && !seed.root.startsForced()
    }

    /// What etcd is told: what systemd gives to its unit and all that runs in it or, elsewhere,
    /// what the unit's files say. What a gate of before has etcd told is no part of that.
    func settings() throws(DiskError) -> EtcdSettings {
        let own = EtcdSettings { name in
            guard !StartEnvironment.variables.contains(name), let value = unsafe getenv(name)
            else { return nil }
            return unsafe String(cString: value)
        }
        return own.or(try own.namesDirectory ? seed.root.etcdConf() : seed.root.etcdSettings())
    }
}
