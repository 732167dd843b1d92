import Etcd
import Basics
import Cluster

/// This machine before its etcd starts, as far as it matters for whether and how it may.
package struct JoiningMachine: Equatable, Sendable {
    /// Whom it is configured as.
    package let node: Node
    /// Its own entry among the members.
    package let member: InitialCluster.Member
    /// Whether a run has configured it so, to the end.
    package let isConfigured: Bool
    /// Where its etcd keeps its data.
    package let dataDirectory: NodePath
    /// Where its etcd keeps the write-ahead log.
    package let logDirectory: NodePath
    /// Whether a log is there: with one, etcd is what the log says, and looks at nothing else.
    package let hasLog: Bool
    /// The mount point that the log should lie below, and on which nothing is mounted; nil if all
    /// is.
    package let unmounted: NodePath?
    /// What it remembers of earlier boots of this instance.
    package let memory: MemberRecord
    /// The addresses of its interfaces.
    package let addresses: [IPAddress]
    /// The version of its etcd; nil if that is not known.
    package let etcd: Version?
    /// Why this etcd cannot be started on the data that is here.
    package let upgrade: EtcdUpgrade?

    /// A machine with every part given.
    package init(
        _ node: Node,
        as member: InitialCluster.Member,
        isConfigured: Bool,
        dataDirectory: NodePath,
        logDirectory: NodePath,
        hasLog: Bool,
        unmounted: NodePath? = nil,
        memory: MemberRecord,
        addresses: [IPAddress],
        etcd: Version?,
        upgrade: EtcdUpgrade? = nil
    ) {
        self.node = node
        self.member = member
        self.isConfigured = isConfigured
        self.dataDirectory = dataDirectory
        self.logDirectory = logDirectory
        self.hasLog = hasLog
        self.unmounted = unmounted
        self.memory = memory
        self.addresses = addresses
        self.etcd = etcd
        self.upgrade = upgrade
    }

    /// How far this instance of it came in earlier boots.
    package var standing: MemberRecord.Standing { memory.standing }

    /// By whom it was told of a cluster's data, if ever.
    package var heard: HostName? { memory.heard }

    /// The machines without which its operator has the cluster founded.
    package var without: Set<HostName> { memory.without }

    /// The members that other machines are.
    package var others: [InitialCluster.Member] {
        node.cluster.members.filter { $0.name != node.name }
    }
}
