/// What was seen of a node at one moment, and of its cluster from it: everything that its status is
/// decided from.
///
/// What is nil, or not in a dictionary, was not asked or did not answer in time.
public struct StatusObservation: Equatable, Sendable {
    /// Whom the machine is described as.
    public let node: Node
    /// Whether it is configured as that.
    public let record: RecordedState
    /// How far cloud-init is.
    public var cloudInit = CloudInitProgress.absent
    /// Whether something starts this program at the next boot; nil where that cannot be read.
    public var hasHook: Bool?
    /// What the machine proves itself with; nil where nobody asks.
    public var credentials: InstalledCredentials?
    /// The units of the node, by name.
    public var units: [String: UnitStatus]?
    /// What the gate before etcd waits for, as it has written it down.
    public var gate: String?
    /// The write-ahead log of this member's etcd, where there is one.
    public var log: NodePath?
    /// What each member's client port says, in the description's order.
    public var endpoints: [EndpointAnswer] = []
    /// The members as etcd lists them.
    public var members: MemberList?
    /// The overlay's subnets and who holds them, as etcd has them.
    public var leases: [SubnetLease]?
    /// The subnet that flanneld has taken for this machine.
    public var subnet: SubnetEnvironment?
    /// The interfaces that are up.
    public var interfaces: [NetworkInterface] = []
    /// The network card of another machine that has this one's address.
    public var twin: String?
    /// The kernel's main table of routes.
    public var routes: [Route] = []
    /// How long the echo from each subnet took that answered; nil where nobody was asked.
    public var echoes: [IPAddress: Duration]?

    /// An observation of only what is on the disk.
    public init(of node: Node, record: RecordedState) {
        (self.node, self.record) = (node, record)
    }
}

/// What a configured machine has to prove itself with.
public enum InstalledCredentials: Equatable, Sendable {
    /// A file is not there.
    case missing(NodePath)
    /// They are there.
    case found(Credentials)
    /// They are there, and could not be looked at.
    case unknown(String)
}
