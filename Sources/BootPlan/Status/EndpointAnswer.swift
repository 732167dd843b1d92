/// What the client port of a member says, of itself and of its cluster.
public struct EndpointAnswer: Equatable, Sendable {
    /// Whom the machine is described as.
    public let member: InitialCluster.Member
    /// How its client port takes a connection.
    public let port: PeerAnswer.Port
    /// What it says of itself; nil for no answer.
    public let status: EndpointStatus?
    /// Whether a read through it went through a quorum; nil where there is nothing to ask with.
    public let health: PeerAnswer.Health?
    /// The alarms that it tells of.
    public let alarms: Set<EtcdAlarm>

    /// An answer, silent but for what is given.
    public init(
        of member: InitialCluster.Member,
        port: PeerAnswer.Port = .silent,
        status: EndpointStatus? = nil,
        health: PeerAnswer.Health? = PeerAnswer.Health.none,
        alarms: Set<EtcdAlarm> = []
    ) {
        (self.member, self.port, self.status, self.health) = (member, port, status, health)
        self.alarms = alarms.union(status?.alarms ?? [])
    }

    /// Whether it is at work: one with an alarm reads, as the health of etcd 3.4 and before has it.
    var isHealthy: Bool { health == .quorum }
}
