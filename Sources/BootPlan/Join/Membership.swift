/// The cluster, as the machines of its other members tell of it.
public struct Membership: Equatable, Sendable {
    /// What there is to join.
    public enum State: Equatable, Sendable {
        /// Nobody who answers has ever been a member at work.
        case unborn
        /// Some have a history, and none of them reaches a quorum; the one with the most first.
        case withoutQuorum([PeerAnswer])
        /// Those that reach a quorum do not speak of the same cluster.
        case split([PeerAnswer])
        /// They speak of the same members, and not of the same of each: a change is on its way.
        case changing
        /// A cluster at work: its members, and those of them that say so.
        case atWork(MemberList, [PeerAnswer])
    }

    /// What each of the other machines said, in the description's order.
    public let answers: [PeerAnswer]

    /// A cluster by what was said of it.
    public init(_ answers: [PeerAnswer]) {
        self.answers = answers
    }

    /// What all the answers come to.
    public var state: State {
        let healthy = answers.filter(\.isHealthy)
        guard let list = healthy.first?.listed else {
            let keepers = answers.filter(\.hasHistory)
            return keepers.isEmpty ? .unborn : .withoutQuorum(keepers.byRaftIndex)
        }
        guard healthy.allSatisfy({ $0.isInSameCluster(as: healthy[0]) }) else {
            return .split(healthy)
        }
        let isSettled = healthy.allSatisfy { $0.listed?.isSame(as: list) == true }
        return isSettled ? .atWork(list, healthy) : .changing
    }

    /// Every list of members that was given, those of a quorum first.
    var lists: [MemberList] {
        (answers.filter(\.isHealthy) + answers.filter { !$0.isHealthy }).compactMap(\.members)
    }

    /// The machines that say nothing.
    var silent: [PeerAnswer] { answers.filter { !$0.isUp } }
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
    fileprivate var byRaftIndex: [PeerAnswer] {
        // Among equals the description's order stays.
        enumerated().sorted { one, other in
            let (left, right) = (one.element.raftIndex, other.element.raftIndex)
            return left == right ? one.offset < other.offset : left > right
        }.map(\.element)
    }
}

extension PeerAnswer {
    fileprivate var raftIndex: UInt64 { status?.raftIndex ?? 0 }
}
