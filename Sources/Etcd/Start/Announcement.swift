import Cluster

/// A member that this machine announced itself as: what `member add` answered.
package struct Announcement: Equatable, Sendable {
    /// The ID that the cluster gave it.
    package let id: EtcdID
    /// All members, this one under its name, as `ETCD_INITIAL_CLUSTER` has them.
    package let initialCluster: String

    /// An announcement as it was kept.
    package init(id: EtcdID, initialCluster: String) {
        self.id = id
        self.initialCluster = initialCluster
    }

    /// The entry of a list that is this machine's, which starts under its own name.
    package init(_ id: EtcdID, of member: InitialCluster.Member, among members: MemberList) {
        self.init(id: id, initialCluster: members.initialCluster(naming: id, member.name))
    }

    /// What etcd answered to the addition of this machine to a list; nil where no ID is told.
    package init?(_ answer: EtcdctlOutput, of member: InitialCluster.Member, to list: MemberList) {
        guard let id = answer.addedMember else { return nil }
        let own = MemberList.Entry(
            id: id,
            name: "",
            peerURLs: ["\(member.url)"],
            clientURLs: []
        )
        // Only etcd 3.2 and later answer with all members.
        let all = answer.members ?? MemberList(cluster: list.cluster, entries: list.entries + [own])
        self.init(id, of: member, among: all)
    }
}
