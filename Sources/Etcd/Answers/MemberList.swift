import Basics
import Cluster

/// The members of a cluster, as one of them lists them.
package struct MemberList: Equatable, Sendable {
    /// A member of the list.
    package struct Entry: Equatable, Sendable {
        /// The ID: for a founder made of its URL and the cluster's token, else of the time as well.
        package let id: EtcdID
        /// The name; empty for a member that was added and has not published itself yet.
        package let name: String
        /// Where the other members reach it.
        package let peerURLs: [String]
        /// Where clients reach it; none until the member has run and published itself.
        package let clientURLs: [String]

        /// An entry with every part given.
        package init(id: EtcdID, name: String, peerURLs: [String], clientURLs: [String]) {
            self.id = id
            self.name = name
            self.peerURLs = peerURLs
            self.clientURLs = clientURLs
        }

        /// Whether the member has run: etcd's own rule (`isMemberBootstrapped` in its
        /// `cluster_util.go`). The column "started" of etcdctl says only that it has a name, which
        /// a founder has from the beginning.
        package var hasRun: Bool { !clientURLs.isEmpty }

        /// Whether this is an addition that has not run, whoever announced it.
        package var isBareAddition: Bool { name.isEmpty && !hasRun }

        /// Whether the other members reach it at this URL.
        package func isAt(_ url: PeerURL) -> Bool { peerURLs.contains { url.isSame(as: $0) } }

        /// The name, or the ID of a member without one, as a message may have it: whoever can add a
        /// member chooses its name.
        package var label: String { name.isEmpty ? "\(id)" : plainOrQuoted(name) }

        /// Where the other members reach it, for a message.
        package var place: String { peerURLs.joined(separator: ", ") }
    }

    /// The cluster's ID, where it is told.
    package let cluster: EtcdID?
    /// The members, in the order of the list.
    package let entries: [Entry]

    /// A list with every part given.
    package init(cluster: EtcdID?, entries: [Entry]) {
        self.cluster = cluster
        self.entries = entries
    }

    /// Whether the cluster was ever at work, so that there is something to lose.
    package var hasHistory: Bool { entries.contains(where: \.hasRun) }

    /// How many members make a majority of the list.
    package var majority: Int { entries.count / 2 + 1 }

    /// The entry of an ID.
    package func entry(_ id: EtcdID) -> Entry? { entries.first { $0.id == id } }

    /// The entry whose member is reached at a URL.
    package func entry(at url: PeerURL) -> Entry? { entries.first { $0.isAt(url) } }

    /// Whether the list has these URLs, and no others.
    package func hasExactly(_ members: InitialCluster) -> Bool {
        entries.count == members.count
            && members.allSatisfy { member in entries.contains { $0.isAt(member.url) } }
    }

    /// The list as `ETCD_INITIAL_CLUSTER` has it, with one member under the name that it starts
    /// with.
    ///
    /// etcd compares the URLs, and takes the IDs from its peers (`ValidateClusterAndAssignIDs` in
    /// its `membership/cluster.go`): the other names are free, and only must differ, or two members
    /// would become one. An ID stands in for a name that would not do: that etcd's
    /// `name=url,name=url` or a file of variables might end at.
    package func initialCluster(naming id: EtcdID, _ name: HostName) -> String {
        var taken: Set = [name.description]
        return entries.flatMap { entry in
            let isFree = isPlain(entry.name) && taken.insert(entry.name).inserted
            let other = isFree ? entry.name : "\(entry.id)"
            return entry.peerURLs.map { "\(entry.id == id ? name.description : other)=\($0)" }
        }.joined(separator: ",")
    }
}
