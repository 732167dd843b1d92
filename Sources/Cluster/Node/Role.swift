import Units

/// What a machine is in its cluster.
package enum Role: Equatable, Sendable {
    /// It runs etcd, flanneld and docker; `position` is its place among the members, from 1.
    case member(InitialCluster.Member, position: Int)
    /// It runs flanneld and docker; `position` is its place among the workers, from 1.
    case worker(Workers.Worker, position: Int)

    /// Finds a machine's role by its host name; nil for one that the description does not name.
    package init?(of name: HostName, in cluster: ClusterDescription) {
        if let index = cluster.members.firstIndex(where: { $0.name == name }) {
            self = .member(cluster.members[index], position: index + 1)
        } else if let index = cluster.workers.firstIndex(where: { $0.name == name }) {
            self = .worker(cluster.workers[index], position: index + 1)
        } else {
            return nil
        }
    }

    /// The role in a word.
    package enum Kind: String, CaseIterable, Sendable {
        case member, worker
    }

    /// Which role it is, whoever has it.
    package var kind: Kind {
        switch self {
        case .member: .member
        case .worker: .worker
        }
    }

    /// The place among those of the same role, from 1.
    package var position: Int {
        switch self {
        case .member(_, let position), .worker(_, let position): position
        }
    }

    /// The services that are enabled in this role.
    package var services: [Service] {
        switch self {
        case .member: [.etcd, .flanneld]
        case .worker: [.flanneld]
        }
    }

    /// Their units.
    package var units: [String] { services.map(\.unit) }
}
