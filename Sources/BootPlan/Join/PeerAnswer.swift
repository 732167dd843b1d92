/// What the machine of another member says of the cluster.
public struct PeerAnswer: Equatable, Sendable {
    /// How a machine takes a connection (connect(2)).
    public enum Port: String, Sendable {
        /// Nothing came back in time, or there is no way there: the machine may be off.
        case silent
        /// The machine is up, and nobody listens.
        case refuses
        /// Somebody listens; a process that was stopped does, as far as the kernel can tell.
        case accepts
    }

    /// What a peer port answers to `GET /members`.
    ///
    /// etcd serves it from memory, long before it serves clients: a member that has found no quorum
    /// since its start says nothing at all on its client port, and tells here whether it has a
    /// history.
    public enum Memory: Equatable, Sendable {
        /// There is nothing to ask with.
        case notAsked
        /// No list of members came back.
        case silent
        /// The members that it remembers.
        case members(MemberList)
    }

    /// Whether a read through its client port went through a quorum.
    public enum Health: Equatable, Sendable {
        /// It did.
        case quorum
        /// It did not in time, or nobody answers there.
        case none
        /// It was refused, in these words, for a reason of another kind.
        case refused(String)
    }

    /// Whom the machine is described as.
    public let member: InitialCluster.Member
    /// How its peer port takes a connection.
    public let port: Port
    /// What its peer port says.
    public let memory: Memory
    /// What its client port says of itself; nil for no answer.
    public let status: EndpointStatus?
    /// Whether a read through its client port went through a quorum.
    public let health: Health
    /// The members that its client port lists; nil for no answer.
    public let listed: MemberList?

    /// An answer, silent but for what is given.
    public init(
        of member: InitialCluster.Member,
        port: Port = .silent,
        memory: Memory = .silent,
        status: EndpointStatus? = nil,
        health: Health = .none,
        listed: MemberList? = nil
    ) {
        self.member = member
        self.port = port
        self.memory = memory
        self.status = status
        self.health = health
        self.listed = listed
    }

    /// The same, with what its client port lists.
    public func listing(_ listed: MemberList?) -> PeerAnswer {
        PeerAnswer(
            of: member,
            port: port,
            memory: memory,
            status: status,
            health: health,
            listed: listed
        )
    }

    /// The member's name.
    public var name: HostName { member.name }

    /// The members that it knows of, from whichever port.
    public var members: MemberList? { listed ?? remembered }

    private var remembered: MemberList? {
        guard case .members(let list) = memory else { return nil }
        return list
    }

    /// The cluster that it is in; that of etcdctl's lines is told by another answer.
    public var cluster: EtcdID? { listed?.cluster ?? remembered?.cluster ?? status?.cluster }

    /// Whether it lists the members as a quorum has them.
    public var isHealthy: Bool { health == .quorum && listed != nil }

    /// Whether its cluster was ever at work. A client port that answers is that of a member that has
    /// published itself, or of an etcd 2, which lists nobody who has.
    public var hasHistory: Bool { members?.hasHistory ?? (status != nil || health != .none) }

    /// Whether its machine is up, and either without an etcd or with one that can be understood.
    public var isUp: Bool {
        switch port {
        case .silent: false
        case .refuses: true
        case .accepts: !isMute
        }
    }

    /// Whether it accepts a connection and then does not say what it remembers: it may have any history.
    public var isMute: Bool { port == .accepts && memory == .silent && members == nil }
}
