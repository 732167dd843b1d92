/// This machine before its etcd starts, as far as it matters for whether and how it may.
public struct JoiningMachine: Equatable, Sendable {
    /// Whom it is described as.
    public let node: Node
    /// Its own entry among the members.
    public let member: InitialCluster.Member
    /// Where its etcd keeps the write-ahead log.
    public let logDirectory: NodePath
    /// Whether a log is there: with one, etcd is what the log says, and looks at nothing else.
    public let hasLog: Bool
    /// How far this instance of it came in earlier boots.
    public let standing: MemberRecord.Standing
    /// The addresses of its interfaces.
    public let addresses: [IPAddress]
    /// The version of its etcd; nil if that is not known.
    public let etcd: Version?

    /// A machine with every part given.
    public init(
        _ node: Node,
        as member: InitialCluster.Member,
        logDirectory: NodePath,
        hasLog: Bool,
        standing: MemberRecord.Standing,
        addresses: [IPAddress],
        etcd: Version?
    ) {
        self.node = node
        self.member = member
        self.logDirectory = logDirectory
        self.hasLog = hasLog
        self.standing = standing
        self.addresses = addresses
        self.etcd = etcd
    }

    /// The members that other machines are.
    public var others: [InitialCluster.Member] {
        node.cluster.members.filter { $0.name != node.name }
    }
}
