import Diagnostics

/// Why a machine's etcd is not started yet. It starts by itself once the reason is gone.
///
/// What would take something away from somebody is never done, and stands in the sentence as the
/// command to type: another's entry, a data directory, `--force-new-cluster`.
public enum JoinObstacle: Equatable, Sendable {
    /// The member's address is not this machine's.
    case addressElsewhere(InitialCluster.Member, [IPAddress])
    /// The data of this very instance was here, and is not.
    case dataMissing(HostName, in: NodePath)
    /// There is to be a cluster already, and nobody knows one.
    case noCluster([PeerAnswer])
    /// Too few machines are up to tell that there is no history.
    case tooFewUp([PeerAnswer], of: Int)
    /// The etcd of these runs, and does not tell whether it has a history.
    case mayHaveData([PeerAnswer])
    /// This machine is announced, and nobody is there to join.
    case noneAnswers([PeerAnswer])
    /// These have a history, and none of them reaches a quorum.
    case noQuorum([PeerAnswer])
    /// These reach a quorum in clusters that differ.
    case split([PeerAnswer])
    /// The cluster's list of members is being changed.
    case listChanging
    /// The cluster has another entry of this name, or at this address.
    case listedElsewhere(MemberList.Entry, InitialCluster.Member, HostName)
    /// The entry to be replaced leads the others, or nobody does yet.
    case ownEntryMayLead(MemberList.Entry)
    /// These members do not answer, without whom none is added.
    case membersMissing([MemberList.Entry], HostName)
    /// etcd refused, in these words.
    case refused(JoinAttempt, String)
    /// There is no etcdctl to ask the others with.
    case noEtcdctl
}

/// What etcd may refuse.
public enum JoinAttempt: String, Sendable {
    case remove = "remove the old entry of this member"
    case announce = "add this member"
}

extension JoinObstacle: CustomStringConvertible {
    /// Where what the gate waits for is written down while it waits.
    public static let path: NodePath = "/run/bootcmd/join"

    /// What is in the way, and what removes it; a command stands on a line of its own.
    public var description: String {
        switch self {
        case .addressElsewhere(let member, let addresses):
            "\(member.url.host), the address of \(member.name), is on no interface of this machine "
                + "(\(addresses.routable.joined(separator: ", ").orNone)): waiting for it"
        case .dataMissing(let name, let directory):
            "the data of member \(name) was here at the last boot, and \(directory) has no log now: "
                + "waiting for its disk; if the data is lost, give it up:\n  bootcmd join --replace"
        case .noCluster(let peers):
            "etcd.state is 'existing', and no cluster answers at \(peers.names): waiting for it"
        case .tooFewUp(let silent, let count):
            "the cluster is born once \(count / 2 + 1) of its \(count) machines are up, and no answer "
                + "comes from \(silent.names): waiting for them"
        case .mayHaveData(let peers):
            "\(peers.names): etcd runs and does not list its members, so that it may have the "
                + "cluster's data: waiting for its answer"
        case .noneAnswers(let peers):
            "this member is announced to the cluster, and no answer comes from \(peers.names): "
                + "waiting for them"
        case .noQuorum(let keepers): Self.noQuorum(keepers)
        case .split(let peers):
            "\(peers.map(\.claim).joined(separator: ", ")): these are not one cluster, and this member "
                + "joins none of them; waiting until there is one"
        case .listChanging:
            "the other members list different members: waiting until they agree"
        case .listedElsewhere(let entry, let member, let through):
            "the cluster has \(entry.label) at \(entry.peerURLs.joined(separator: ", ")), where "
                + "cluster.yaml has \(member.name) at \(member.url): waiting; if that machine is gone, "
                + "remove it, on \(through):\n  etcdctl member remove \(entry.id)"
        case .ownEntryMayLead(let entry):
            "\(entry.label) (\(entry.id)), which this machine is to replace, leads the cluster, or "
                + "nobody does yet: waiting for another leader"
        case .membersMissing(let entries, let through):
            "no member can be added before \(entries.labels) answers: waiting for it; if it is gone "
                + "for good, remove it, on \(through):\n"
                + entries.map { "  etcdctl member remove \($0.id)" }.joined(separator: "\n")
        case .refused(let attempt, let words):
            "etcd does not \(attempt.rawValue) yet: \(visible(words)): waiting"
        case .noEtcdctl:
            "etcdctl is not installed, and nothing else can ask the other members: waiting for it"
        }
    }

    private static func noQuorum(_ keepers: [PeerAnswer]) -> String {
        for keeper in keepers {
            guard case .refused(let words) = keeper.health else { continue }
            return "\(keeper.name) refuses to be asked: \(visible(words)): waiting"
        }
        let names = keepers.names
        if let list = keepers.first?.members,
            keepers.count(where: { list.entry(at: $0.member.url) != nil }) >= list.majority
        {
            // Slow, parted or about to elect a leader: nothing of theirs is lost.
            return
                "\(names) have the cluster's data, and as \(keepers.count) of \(list.entries.count) "
                + "could reach a quorum, which none of them does: waiting for that"
        }
        let count = keepers.first?.members.map { " (\($0.majority) of \($0.entries.count))" } ?? ""
        let (has, others) =
            keepers.count == 1 ? ("has", "") : ("have", ", which has the most of it")
        let rest = keepers.dropFirst().map(\.name.description).joined(separator: ", ")
        let after = rest.isEmpty ? "" : "\n  and netboot \(rest) anew afterwards"
        return
            "\(names) \(has) the cluster's data, and no quorum\(count): waiting for the others; if "
            + "their data is lost for good, run on \(keepers[0].name)\(others):\n  "
            + "systemctl set-environment ETCD_FORCE_NEW_CLUSTER=true; systemctl restart etcd; "
            + "systemctl unset-environment ETCD_FORCE_NEW_CLUSTER\(after)"
    }
}

extension [PeerAnswer] {
    fileprivate var names: String { map(\.name.description).joined(separator: ", ") }
}

extension PeerAnswer {
    /// Which cluster it says that it is in, and with whom.
    fileprivate var claim: String {
        let labels = members?.entries.map(\.label).joined(separator: " ") ?? "nobody"
        return "\(name) is in cluster \(cluster.map { "\($0)" } ?? "?") with \(labels)"
    }
}

extension [MemberList.Entry] {
    fileprivate var labels: String {
        map { "\($0.name.isEmpty ? $0.peerURLs[0] : $0.name) (\($0.id))" }
            .joined(separator: " and ")
    }
}

extension [IPAddress] {
    /// Those by which other machines could reach this one.
    fileprivate var routable: [String] {
        filter { !$0.isLoopback && !$0.isLinkLocalV6 }.map(\.description)
    }
}

extension String {
    fileprivate var orNone: String { isEmpty ? "it has no address" : self }
}
