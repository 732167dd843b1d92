import Basics
import Cluster
import Desired
import Etcd
import Join
import Units

/// What was seen of a node at one moment, and of its cluster from it: everything that its status is
/// decided from.
///
/// What is nil, or not in a dictionary, was not asked or did not answer in time.
package struct StatusObservation: Equatable, Sendable {
    /// Whom the machine is described as.
    package let node: Node
    /// Whether it is configured as that.
    package let record: RecordedState
    /// How far cloud-init is.
    package var cloudInit = CloudInitProgress.absent
    /// Whether something starts this program at the next boot; nil where that cannot be read.
    package var hasHook: Bool?
    /// What the machine proves itself with; nil where nobody asks.
    package var credentials: InstalledCredentials?
    /// The units of the node, by name.
    package var units: [String: UnitStatus]?
    /// Whether systemd tells every unit what has etcd go on alone at its next start.
    package var isForced = false
    /// What the gate before etcd waits for, as it has written it down.
    package var gate: GateNote?
    /// The write-ahead log of this member's etcd, where there is one.
    package var log: NodePath?
    /// Where this member's etcd has its data.
    package var data: NodePath?
    /// Whom this member's etcd runs as; nil for root.
    package var etcdUser: String?
    /// What an etcd that does not run said when it last ran, a line each; none where nobody may
    /// read it.
    package var etcdWords: [String] = []
    /// What each member's client port says, in the description's order.
    package var endpoints: [EndpointAnswer] = []
    /// The members that this member's own data lists, where it does not reach a quorum itself.
    package var ownList: MemberList?
    /// The members as etcd lists them.
    package var members: MemberList?
    /// The overlay's subnets and who holds them, as etcd has them.
    package var leases: [SubnetLease]?
    /// The subnet that flanneld has taken for this machine.
    package var subnet: SubnetEnvironment?
    /// The interfaces that are up.
    package var interfaces: [NetworkInterface] = []
    /// The network card of another machine that has this one's address.
    package var twin: String?
    /// The kernel's main table of routes.
    package var routes: [Route] = []
    /// The rules by which packets reach containers; nil where they could not be read.
    package var filter: PacketFilter?
    /// How long the echo from each subnet took that answered; nil where nobody was asked.
    package var echoes: [IPAddress: Duration]?

    /// An observation of only what is on the disk.
    package init(of node: Node, record: RecordedState) {
        (self.node, self.record) = (node, record)
    }

    /// Whose list of members it is.
    var teller: EndpointAnswer? { endpoints.teller(on: node.name) }
}

/// What a configured machine has to prove itself with.
package enum InstalledCredentials: Equatable, Sendable {
    /// A file is not there.
    case missing(NodePath)
    /// They are there.
    case found(Credentials)
    /// They are there, and could not be looked at.
    case unknown(String)
}
