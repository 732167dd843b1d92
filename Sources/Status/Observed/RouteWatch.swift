import Cluster
import Basics

/// Routes that flanneld has lost, and when it is to be restarted for them.
///
/// flannel from 0.18 to 0.21.2 reads the first event of each of etcd's answers and no other
/// (`subnet/etcd/registry.go`): of machines that take their subnets at once, it misses some for
/// good. When it starts, it reads all of them.
package struct RouteWatch: Sendable {
    /// How long a route may be missing: flannel takes some seconds to make one.
    private static let patience = Duration.seconds(60)

    private var since: [IPv4Network: Duration] = [:]
    private var tried: Set<IPv4Network> = []

    /// A watch that has seen nothing yet.
    package init() {}

    /// Whether flanneld is to be restarted now. Once for each subnet: what a restart does not mend,
    /// a second one does not either. Where nobody tells who holds which subnet, nothing is known to
    /// be lost.
    package mutating func restarts(_ seen: StatusObservation, at now: Duration) -> [String] {
        let lost = seen.subnetsAstray.map(\.subnet)
        since = Dictionary(uniqueKeysWithValues: lost.map { ($0, since[$0] ?? now) })
        let due = lost.filter { now - (since[$0] ?? now) >= Self.patience && !tried.contains($0) }
        guard !due.isEmpty else { return [] }
        tried.formUnion(lost)
        return due.map(\.description)
    }
}

extension StatusObservation {
    /// The subnets of machines that are described to which no route of flannel's leads.
    fileprivate var subnetsAstray: [SubnetLease] {
        let cluster = node.cluster
        let described = Set(
            cluster.members.map(\.url.address) + cluster.workers.compactMap(\.address)
        )
        return routes.isEmpty ? [] : leasesAstray.filter { described.contains($0.holder) }
    }

    /// The leases of other machines to which no route of flannel's leads.
    var leasesAstray: [SubnetLease] {
        otherLeases.filter { lease in
            routes.best(to: lease.subnet).map { !$0.leads(to: lease.holder) } ?? true
        }
    }
}
