import Basics

/// Which machine of which cluster this one is.
package struct Node: Equatable, Sendable {
    /// Who it is.
    package let identity: Identity
    /// What it is in the cluster.
    package let role: Role
    /// The whole cluster.
    package let cluster: ClusterDescription
    /// What an operator should know of its meta-data.
    private let notes: [String]

    /// The host name, which is also the member's or the worker's name.
    package var name: HostName { identity.hostName }
    /// This machine's own entry among the members; nil for a worker.
    package var member: InitialCluster.Member? {
        guard case .member(let member, _) = role else { return nil }
        return member
    }

    /// This machine's own entry among the members; throws for a worker, which runs no etcd.
    package func ownMember() throws(NodeError) -> InitialCluster.Member {
        guard let member else { throw .worker(name) }
        return member
    }

    /// The address at which the other machines reach this one; nil for a worker that has none
    /// described.
    package var address: IPAddress? {
        switch role {
        case .member(let member, _): member.url.address
        case .worker(let worker, _): worker.address
        }
    }

    /// The address as it is shown: of a member, as its URL has it.
    package var shownAddress: String? {
        switch role {
        case .member(let member, _): member.url.host
        case .worker(let worker, _): worker.address?.description
        }
    }

    /// Finds the machine's own entry; a machine that the description does not name is refused,
    /// never given another's address.
    package init(
        _ metaData: MetaData,
        in cluster: ClusterDescription
    ) throws(NodeError) {
        identity = metaData.identity
        guard let role = Role(of: identity.hostName, in: cluster) else {
            throw .unknown(
                identity.hostName,
                members: cluster.members.map(\.name.description),
                workers: cluster.workers.map(\.name.description)
            )
        }
        self.role = role
        self.cluster = cluster
        notes = metaData.warnings
    }

    /// What an operator should know of the cluster, though nothing is wrong.
    package var warnings: [String] {
        let count = cluster.members.count
        guard count > 1 else {
            return notes + [
                "cluster: 1 member: the cluster does not survive its loss; 3 survive the loss of 1"
            ]
        }
        var warnings = notes
        let majority = count / 2 + 1
        if count % 2 == 0 {
            warnings.append(
                "cluster: \(count) members survive the loss of \(count - majority), as many as "
                    + "\(count - 1) would; use an odd number"
            )
        }
        if count > 7 {
            warnings.append(
                "cluster: \(count) members, and every write waits for \(majority) of them; 7 are "
                    + "enough, the others can be workers"
            )
        }
        return warnings
    }
}

/// Why a machine has no place in the cluster.
package enum NodeError: Error, Equatable, CustomStringConvertible {
    /// No member and no worker has the machine's host name.
    case unknown(HostName, members: [String], workers: [String])
    /// A worker was asked for what only a member has.
    case worker(HostName)

    /// The sentence, with the machines named and a near miss suggested.
    package var description: String {
        switch self {
        case .worker(let name):
            return "cluster: \(name) is a worker; only members run etcd"
        case .unknown(let name, let members, let workers):
            let kinds = workers.isEmpty ? "member" : "member or worker"
            let among =
                Self.list(members) + (workers.isEmpty ? "" : ", nor among \(Self.list(workers))")
            let guess = nearest(to: name.description, among: members + workers).map {
                "did you mean '\($0)', or "
            }
            return "cluster: no \(kinds) named \(quoted(name.description)) among \(among); "
                + "\(guess ?? "")is local-hostname right?"
        }
    }

    private static func list(_ names: [String]) -> String {
        let shown = names.prefix(8).joined(separator: ", ")
        return names.count > 8 ? "\(shown) and \(names.count - 8) more" : shown
    }
}
