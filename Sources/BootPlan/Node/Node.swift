import Diagnostics

/// Which member of which cluster this machine is.
public struct Node: Equatable, Sendable {
    /// Who it is; its host name is the member's.
    public let identity: Identity
    /// This machine's own entry of the cluster.
    public let member: InitialCluster.Member
    /// The member's place in the description, from 1.
    public let position: Int
    /// The whole cluster.
    public let cluster: ClusterDescription

    /// The host name, which is also the member's name.
    public var name: HostName { identity.hostName }
    /// How many members the cluster has.
    public var memberCount: Int { cluster.members.count }

    /// Finds the machine's own member; a machine that the description does not name is refused,
    /// never given another's address.
    public init(
        _ metaData: MetaData,
        in cluster: ClusterDescription
    ) throws(NodeError) {
        let members = cluster.members
        guard let index = members.firstIndex(where: { $0.name == metaData.identity.hostName })
        else {
            throw .noMember(
                named: metaData.identity.hostName,
                among: members.map(\.name.description)
            )
        }
        identity = metaData.identity
        member = members[index]
        position = index + 1
        self.cluster = cluster
    }

    /// What the operator should know, though nothing is wrong.
    public var warnings: [String] {
        guard memberCount % 2 == 0 else { return [] }
        let majority = memberCount / 2 + 1
        return [
            "cluster: \(memberCount) members survive the loss of \(memberCount - majority), as many "
                + "as \(memberCount - 1) would; use an odd number"
        ]
    }
}

/// Why a machine is not a member of the cluster.
public enum NodeError: Error, Equatable, CustomStringConvertible {
    /// No member has the machine's host name.
    case noMember(named: HostName, among: [String])

    /// The sentence, with the members named and a near miss suggested.
    public var description: String {
        switch self {
        case .noMember(let name, let names):
            let shown = names.prefix(8).joined(separator: ", ")
            let rest = names.count > 8 ? " and \(names.count - 8) more" : ""
            let guess = nearest(to: name.description, among: names).map {
                "did you mean '\($0)', or "
            }
            return "cluster: no member named \(quoted(name.description)) among \(shown)\(rest); "
                + "\(guess ?? "")is local-hostname right?"
        }
    }
}
