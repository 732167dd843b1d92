import Cluster
import Etcd

/// What the machine of another member says of the cluster.
package struct PeerAnswer: Equatable, Sendable {
    /// How a machine takes a connection (connect(2)).
    package enum Port: String, Sendable {
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
    package enum Memory: Equatable, Sendable {
        /// There is nothing to ask with.
        case notAsked
        /// No list of members came back.
        case silent
        /// It wants TLS where none is described, or has none where it is.
        case otherScheme
        /// A gate answers, and the cluster's authority does not answer for it.
        case unproven
        /// The members that it remembers.
        case members(MemberList)
    }

    /// Whom the machine is described as.
    package var member: InitialCluster.Member
    /// How its peer port takes a connection.
    package let port: Port
    /// What its gate says, if one waits there and is known to be this member's.
    package let gate: GateAnswer?
    /// What its peer port says.
    package var memory: Memory
    /// What its client port says of itself; nil for no answer.
    package let status: EndpointStatus?
    /// Whether a read through its client port went through a quorum.
    package let health: EtcdHealth
    /// The members that its client port lists; nil for no answer.
    package var listed: MemberList?

    /// An answer, silent but for what is given.
    package init(
        of member: InitialCluster.Member,
        port: Port = .silent,
        gate: GateAnswer? = nil,
        memory: Memory = .silent,
        status: EndpointStatus? = nil,
        health: EtcdHealth = .none,
        listed: MemberList? = nil
    ) {
        self.member = member
        self.port = port
        self.gate = gate
        self.memory = memory
        self.status = status
        self.health = health
        self.listed = listed
    }

    /// The member's name.
    package var name: HostName { member.name }

    /// The members that it knows of, from whichever port.
    package var members: MemberList? { listed ?? remembered }

    private var remembered: MemberList? {
        guard case .members(let list) = memory else { return nil }
        return list
    }

    /// The cluster that it is in; that of etcdctl's lines is told by another answer.
    package var cluster: EtcdID? { listed?.cluster ?? remembered?.cluster ?? status?.cluster }

    /// Whether it lists the members as a quorum has them.
    package var isHealthy: Bool { health == .quorum && listed != nil }

    /// Whether nothing there may be an etcd at work: its gate waits, or its etcd lists its members
    /// and finds no quorum of them. Of one that is silent that is not known: who has data go on
    /// alone takes it upon himself.
    package var isWithoutQuorum: Bool {
        gate != nil || port != .accepts || members != nil && health == .none
    }

    /// Whether its cluster was ever at work. A client port that answers is that of a member that
    /// has published itself, or of an etcd 2, which lists nobody who has.
    package var hasHistory: Bool { members?.hasHistory ?? (status != nil || health != .none) }

    /// Whether it told that it has nothing on its disk, and knows of nothing elsewhere.
    package var isEmpty: Bool { gate?.isEmpty == true }

    /// Whether it runs an etcd that was begun for the very cluster that is described, in which
    /// nobody has run yet: a birth that is under way.
    func isBegun(for cluster: InitialCluster) -> Bool {
        guard gate == nil, let list = members else { return false }
        return !list.hasHistory && list.hasExactly(cluster)
            && !list.entries.contains(where: \.isBareAddition)
    }

    /// Whether an etcd, or somebody else, listens there and no birth is known to be under way.
    func mayHaveData(of cluster: InitialCluster) -> Bool {
        gate == nil && !isBegun(for: cluster) && (port == .accepts || members != nil)
    }
}
