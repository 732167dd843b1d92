import Basics
import Cluster
import Etcd

/// Why a machine's etcd is not started yet. It starts by itself once the reason is gone.
///
/// What would take something away from somebody is never done, and stands in the sentence as the
/// command to type: another's entry, a data directory, `--force-new-cluster`.
package enum JoinObstacle: Equatable, Sendable {
    /// This machine is not configured as this instance: it is nobody's member.
    case notConfigured(Identity)
    /// This etcd cannot be started on the data that is here.
    case cannotStart(EtcdUpgrade, dataIn: NodePath)
    /// What should be mounted at a place, and would hold the log, is not.
    case notMounted(NodePath, for: NodePath)
    /// The member's address is not this machine's.
    case addressElsewhere(InitialCluster.Member, [IPAddress])
    /// The data of this very instance was here, and is not.
    case dataMissing(HostName, in: NodePath)
    /// There is to be a cluster already, and nobody knows one.
    case noCluster([PeerAnswer])
    /// This machine was told by another of a cluster's data.
    case heard(of: HostName)
    /// These wait as well, and have data or were told of some.
    case othersHaveData([GateAnswer])
    /// These are not described, and in a cluster that counts machines which are.
    case undescribed([PeerAnswer])
    /// These would found another cluster.
    case describedOtherwise([PeerAnswer])
    /// These have not said that they are empty or, to one that has begun a log, what they have.
    case unheard([PeerAnswer], isBegun: Bool)
    /// The log that is here was begun for a cluster that these are not in.
    case begunApart([PeerAnswer], dataIn: NodePath)
    /// This one founds the cluster.
    case foundedBy(HostName)
    /// These have begun the cluster, and this machine was not told of its token.
    case tokenUnknown([HostName])
    /// Something listens at these, and does not tell whether it has a history.
    case mayHaveData([PeerAnswer])
    /// This machine is announced, and nobody is there to join.
    case noneAnswers([PeerAnswer])
    /// These have a history, and none of them reaches a quorum.
    case noQuorum([PeerAnswer], etcd: Version?)
    /// These reach a quorum in clusters that differ.
    case split([PeerAnswer])
    /// The cluster's list of members is being changed.
    case listChanging
    /// The cluster has another entry of this name, or at this address.
    case listedElsewhere(MemberList.Entry, InitialCluster.Member, HostName)
    /// The entry to be replaced leads the others, or nobody does yet.
    case ownEntryMayLead(MemberList.Entry)
    /// Another machine has this member's address: the entry may be of one that lives.
    case addressTaken(InitialCluster.Member, by: String)
    /// The cluster runs as a later etcd than the one that is installed, and would turn it away.
    case etcdTooOld(Version, clusterOf: Version)
    /// These members do not answer, without whom none is added.
    case membersMissing([MemberList.Entry], HostName)
    /// etcd refused, in these words, which are quoted already.
    case refused(JoinAttempt, String)
    /// There is no etcdctl to ask the others with.
    case noEtcdctl

    /// What is written down of it while the gate waits.
    package var note: GateNote { GateNote("\(self)", asks: asks) }

    /// Whether somebody must do something. What machines that may still come can end, or time, asks
    /// for nothing, but where data may be lost.
    private var asks: Bool {
        switch self {
        case .unheard, .foundedBy, .listChanging, .ownEntryMayLead, .refused, .addressElsewhere:
            false
        case .mayHaveData(let peers):
            peers.contains { [.notAsked, .otherScheme, .unproven].contains($0.memory) }
        case .tokenUnknown, .notConfigured, .cannotStart, .notMounted, .dataMissing, .noCluster,
            .heard, .undescribed, .othersHaveData, .describedOtherwise, .begunApart, .noneAnswers,
            .noQuorum, .split,
            .listedElsewhere, .addressTaken, .membersMissing, .etcdTooOld, .noEtcdctl:
            true
        }
    }

    /// Whether the reason can be gone at any moment, with a machine that comes, and looking again
    /// costs next to nothing.
    package var endsSoon: Bool {
        switch self {
        case .unheard, .undescribed, .othersHaveData, .describedOtherwise, .foundedBy,
            .mayHaveData, .begunApart, .listChanging, .tokenUnknown:
            true
        default: false
        }
    }
}

/// What etcd may refuse.
package enum JoinAttempt: String, Sendable {
    case remove = "remove the old entry of this member"
    case announce = "add this member"
}
