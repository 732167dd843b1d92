import Cluster
import Etcd

/// The cluster, as the machines of its other members tell of it.
package struct Membership: Equatable, Sendable {
    /// What there is to join.
    package enum State: Equatable, Sendable {
        /// Nobody who answers has ever been a member at work.
        case unborn
        /// Some have a history, and none of them reaches a quorum.
        case withoutQuorum([PeerAnswer])
        /// Those that reach a quorum do not speak of the same cluster.
        case split([PeerAnswer])
        /// They speak of the same members, and not of the same of each: a change is on its way.
        case changing
        /// A cluster at work: its members, and those of them that say so.
        case atWork(MemberList, [PeerAnswer])
    }

    /// What each of the other machines said, in the description's order.
    package let answers: [PeerAnswer]
    /// What others said, who are not described and dialled this machine as etcds do.
    private let diallers: [PeerAnswer]

    /// A cluster by what was said of it.
    package init(_ answers: [PeerAnswer], diallers: [PeerAnswer] = []) {
        (self.answers, self.diallers) = (answers, diallers)
    }

    /// What all the answers come to.
    package var state: State {
        let healthy = answers.filter(\.isHealthy)
        guard let list = healthy.first?.listed else {
            let keepers = answers.filter(\.hasHistory)
            return keepers.isEmpty ? .unborn : .withoutQuorum(keepers)
        }
        guard healthy.allSatisfy({ $0.isInSameCluster(as: healthy[0]) }) else {
            return .split(healthy)
        }
        let isSettled = healthy.allSatisfy { $0.listed?.isSame(as: list) == true }
        return isSettled ? .atWork(list, healthy) : .changing
    }

    /// Every list of members that was given, those of a quorum first.
    package var lists: [MemberList] {
        (answers.filter(\.isHealthy) + answers.filter { !$0.isHealthy }).compactMap(\.members)
    }

    /// Those of these machines that have told nothing: the word of an operator who gave the others
    /// up, too, is void.
    package func stillSilent(_ machines: Set<HostName>) -> Set<HostName> {
        machines.subtracting(
            answers.filter { $0.gate != nil || $0.members != nil }.map(\.name)
        )
    }

    /// The members of a birth that is under way: their etcds have begun it.
    package func begun(for cluster: InitialCluster) -> [InitialCluster.Member] {
        answers.filter { $0.isBegun(for: cluster) }.map(\.member)
    }

    /// Etcds of a cluster that was at work, which nobody described, and which count some of these
    /// machines among its members.
    package func undescribed(beside cluster: InitialCluster) -> [PeerAnswer] {
        diallers.filter { dialler in
            guard dialler.hasHistory, let list = dialler.members else { return false }
            return cluster.contains { list.entry(at: $0.url) != nil }
        }
    }

    /// What is said of the token of a founding, by who names it or has a log under it: what others
    /// know of it may be of a founding before.
    func salt(namedBy first: HostName?) -> String? {
        answers.compactMap(\.gate).first { gate in
            gate.salt != nil && gate.without.isEmpty
                && (gate.disk == .started || gate.starts && gate.name == first)
        }?.salt
    }

    /// The first that told of a cluster at work, or has its data.
    package var teller: HostName? { answers.first(where: \.hasHistory)?.name }
}

extension PeerAnswer {
    /// Whether two that reach a quorum are in one cluster.
    ///
    /// The ID is not enough: it is made only of the founders' URLs and the token, and
    /// `--force-new-cluster` keeps it, on as many members as it is used on.
    fileprivate func isInSameCluster(as other: PeerAnswer) -> Bool {
        cluster == other.cluster && listed?.ids == other.listed?.ids
    }
}

extension MemberList {
    fileprivate var ids: Set<EtcdID> { Set(entries.map(\.id)) }

    /// Whether two lists have the same members, in whichever order.
    fileprivate func isSame(as other: MemberList) -> Bool {
        entries.count == other.entries.count && entries.allSatisfy(other.entries.contains)
    }
}

extension [PeerAnswer] {
    /// The one whose data is the newest, if all of them say how far theirs goes.
    ///
    /// A term alone proves little: who looks for a quorum in vain counts it up. So the one that is
    /// furthest must not be behind in its term either.
    var newest: PeerAnswer? {
        let known = compactMap { answer in
            answer.status.flatMap { status in
                status.raftIndex.flatMap { index in
                    status.raftTerm.map { (answer: answer, index: index, term: $0) }
                }
            }
        }
        guard known.count == count, let first = known.first else { return nil }
        let furthest = known.reduce(first) { $1.index > $0.index ? $1 : $0 }
        return known.allSatisfy { $0.term <= furthest.term } ? furthest.answer : nil
    }
}
