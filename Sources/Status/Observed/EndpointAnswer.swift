import Cluster
import Configure
import Etcd
import Join

/// What the client port of a member says, of itself and of its cluster.
package struct EndpointAnswer: Equatable, Sendable {
    /// Whom the machine is described as.
    package let member: InitialCluster.Member
    /// How its client port takes a connection.
    package let port: PeerAnswer.Port
    /// What it says of itself; nil for no answer.
    package let status: EndpointStatus?
    /// Whether a read through it went through a quorum; nil where there is nothing to ask with.
    package let health: EtcdHealth?
    /// The alarms that it tells of.
    package let alarms: Set<EtcdAlarm>

    /// An answer, silent but for what is given.
    package init(
        of member: InitialCluster.Member,
        port: PeerAnswer.Port = .silent,
        status: EndpointStatus? = nil,
        health: EtcdHealth? = EtcdHealth.none,
        alarms: Set<EtcdAlarm> = []
    ) {
        (self.member, self.port, self.status, self.health) = (member, port, status, health)
        self.alarms = alarms.union(status?.alarms ?? [])
    }

    /// Whether it is at work: one with an alarm reads, as the health of etcd 3.4 and before has it.
    package var isHealthy: Bool { health == .quorum }
}

extension [EndpointAnswer] {
    /// Who tells of the cluster on a machine: its own etcd, unless only another reaches a
    /// quorum.
    package func teller(on name: HostName) -> EndpointAnswer? {
        let open = filter { $0.port == .accepts }
        let ordered =
            open.filter { $0.member.name == name } + open.filter { $0.member.name != name }
        return ordered.first(where: \.isHealthy) ?? ordered.first
    }
}
