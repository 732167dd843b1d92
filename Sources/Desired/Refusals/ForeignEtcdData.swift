import Units
import Basics
import Cluster
import Etcd

/// Data of an etcd where the member that is described keeps its own, though this machine was never
/// seen to be that member: an image that was made of somebody's node.
///
/// With a write-ahead log, etcd is who the log says, and looks neither at the members, nor at
/// the state, nor at the token that it is given (etcd's `server/etcdserver/bootstrap.go`).
package struct ForeignEtcdData: Hashable, Sendable {
    /// Where the log is.
    package let path: NodePath

    /// A log that was found.
    package init(at path: NodePath) {
        self.path = path
    }

    /// The settings that the log makes void.
    private static let settings =
        "ETCD_INITIAL_CLUSTER, ETCD_INITIAL_CLUSTER_STATE and ETCD_INITIAL_CLUSTER_TOKEN"

    /// What is wrong, with the cures.
    package var reason: String {
        "etcd has data here already, and would ignore \(Self.settings); write 'state: existing' if "
            + "this machine is that member, move the data away if it is not"
    }

    /// What a forced run says.
    package var warning: String {
        "etcd has data here already: \(Self.settings) will have no effect"
    }
}

extension DesiredState {
    /// Where the member's etcd keeps its write-ahead log; nil for a worker.
    package static func logDirectory(
        of node: Node,
        on installed: InstalledSoftware,
        holding files: [File]
    ) -> NodePath? {
        guard let member = node.member else { return nil }
        let etcd = PlannedService(.etcd, on: installed, holding: files)
        let own =
            etcd?.flags["wal-dir"]?.value ?? etcd?.environment.values["ETCD_WAL_DIR"]?.word.literal
        if let own, !own.isEmpty { return NodePath(own) }
        return EtcdSettings { _ in nil }.logDirectory(of: member.name)
    }
}
