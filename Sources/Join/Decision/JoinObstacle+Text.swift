import Cluster
import Basics
import Desired
import Etcd

extension JoinObstacle: CustomStringConvertible {
    /// What is in the way, and what removes it; a command stands on a line of its own.
    package var description: String {
        switch self {
        case .notConfigured(let identity):
            "this machine is not configured as \(identity.hostName), instance "
                + "\(quoted(identity.instanceID)): it changes no cluster; configure it:\n  bootcmd"
        case .cannotStart(let upgrade, let directory): upgrade.sentence(dataIn: directory)
        case .notMounted(let place, let directory):
            "\(place), above \(directory), is to be mounted and is not: waiting for that disk; if "
                + "the data lies elsewhere, correct /etc/fstab or the mount unit:\n  mount \(place)"
        case .addressElsewhere(let member, let addresses):
            "\(member.url.host), the address of \(member.name), is on no interface of this machine "
                + "(\(addresses.routable.joined(separator: ", ").orNone)): waiting for it"
        case .dataMissing(let name, let directory):
            "the data of member \(name) was here, and \(directory) has no log now: waiting for its "
                + "disk; if the data is lost, give it up:\n  \(Self.replace)"
        case .noCluster(let peers):
            "etcd.state is 'existing', and no cluster answers at \(peers.names): waiting for it; "
                + "if there is none, write 'state: new' into cluster.yaml, and run:\n"
                + "  bootcmd --force"
        case .noneAnswers(let peers):
            "this member is announced to the cluster, and no answer comes from \(peers.names): "
                + "waiting for them; if their data is lost for good, forget that cluster:\n  "
                + Self.replace
        case .heard, .undescribed, .othersHaveData, .describedOtherwise, .unheard, .mayHaveData:
            birth
        case .begunApart(let peers, let directory):
            "the etcd of this machine was cut before it was ever ready, and \(peers.names) "
                + "\(peers.are) in a cluster without it, or began one: waiting; to join that, "
                + "put the data here aside:\n"
                + "  mv \(directory) \(directory).old-$(date +%s) && \(Self.replace)"
        case .noQuorum(let keepers, let etcd): LostQuorum(keepers, etcd).description
        case .split(let peers):
            "\(peers.map(\.claim).joined(separator: ", ")): these are not one cluster, and this "
                + "member joins none of them; waiting until there is one"
        case .foundedBy(let founder):
            "\(founder) founds the cluster: waiting to join it; see, there:\n  bootcmd status"
        case .tokenUnknown(let founders):
            "\(founders.map(\.description).listed) began the cluster with what was on this disk "
                + "before: waiting for a quorum of it; if there is none for a minute, have it tell "
                + "under which token, on \(founders[0]):\n  systemctl restart etcd"
        case .listChanging:
            "the other members list different members: waiting until they agree"
        case .listedElsewhere(let entry, let member, let through):
            "the cluster has \(entry.label) at \(entry.place), where "
                + "cluster.yaml has \(member.name) at \(member.url): waiting; if that machine is "
                + "gone, remove it, on \(through):\n  etcdctl member remove \(entry.id)"
        case .ownEntryMayLead(let entry):
            "\(entry.label) (\(entry.id)), which this machine is to replace, leads the cluster, or "
                + "nobody does yet: waiting for another leader"
        case .addressTaken(let member, let card):
            "another machine, whose network card is \(card), has \(member.url.host), the address "
                + "of \(member.name): that member may be alive, and is not replaced; waiting until "
                + "one of the two is switched off"
        case .etcdTooOld(let installed, let cluster):
            "the cluster runs as etcd \(cluster.series), and etcd \(installed), which is installed "
                + "here, cannot join it: nothing is changed; waiting until etcd "
                + "\(cluster.series) or a later one is installed"
        case .membersMissing(let entries, let through):
            "no member can be added before \(entries.labels) answers: waiting for it; if it is "
                + "gone for good, remove it, on \(through):\n"
                + entries.map { "  etcdctl member remove \($0.id)" }.joined(separator: "\n")
        case .refused(let attempt, let words):
            "etcd does not \(attempt.rawValue) yet: \(words): waiting"
        case .noEtcdctl:
            "etcdctl is not installed, and nothing else can ask the other members: waiting for it"
        }
    }

    private static let replace = "bootcmd join --replace"
    private static let found = "bootcmd join --found"

    /// Why a cluster is not founded.
    private var birth: String {
        switch self {
        case .heard(let teller):
            "\(teller) had a cluster's data when it was last asked: waiting for that cluster; if "
                + "its data is lost for good, forget it, here and wherever it is remembered:\n  "
                + Self.replace
        case .undescribed(let peers):
            "\(peers.map(\.claim).joined(separator: ", ")), and asks this machine as one of its "
                + "members; cluster.yaml describes nobody at "
                + "\(peers.map(\.member.url.host).listed): nothing is founded beside that; "
                + "waiting; describe all members of that cluster on all machines, and run there:\n"
                + "  bootcmd --force\n"
                + "or, to give that cluster up, stop etcd there, and run here:\n  "
                + Self.replace
        case .othersHaveData(let gates):
            "\(gates.map(\.claim).joined(separator: "; ")): nothing is founded beside that; "
                + "waiting for it; if that data is lost for good, run on "
                + "\(gates.map(\.name.description).listed):\n  "
                + Self.replace
        case .describedOtherwise(let peers):
            "\(peers.names) would found another cluster (another token, name or list of members): "
                + "waiting; make cluster.yaml the same on all machines, and run on those that "
                + "differ:\n  bootcmd --force"
        case .unheard(let silent, isBegun: true):
            "the etcd of this machine was cut before it was ever ready, and "
                + silent.map(\.silence).joined(separator: ", ")
                + ", and may be in a cluster without it: waiting for it; to start without "
                + "\(silent.names), and lose what is on that disk if there is data:\n  "
                + Self.found
        case .unheard(let silent, isBegun: false):
            "the cluster is founded once each machine has said that its disk is empty, and "
                + silent.map(\.silence).joined(separator: ", ")
                + ": waiting for it; to found without "
                + "\(silent.names), and lose what is on that disk if there is data:\n  "
                + Self.found
        case .mayHaveData(let peers) where peers.contains { $0.memory == .notAsked }:
            "curl is not installed, and nothing else can ask \(peers.names) for what data it has: "
                + "waiting for it"
        case .mayHaveData(let peers) where peers.contains { $0.memory == .otherScheme }:
            scheme(of: peers.filter { $0.memory == .otherScheme })
        case .mayHaveData(let peers) where peers.contains { $0.memory == .unproven }:
            "\(peers.filter { $0.memory == .unproven }.names): the gate there has no certificate "
                + "that the authority of this machine has signed for it, and what it says does not "
                + "count: waiting; whose authority is another one, this tells, on each machine:\n"
                + "  sha256sum \(ManagedFile.authority.path)"
        case .mayHaveData(let peers):
            "\(peers.names): something listens on the peer port and does not tell what data it has "
                + "(an etcd, or a gate without a certificate of the cluster): waiting for its "
                + "answer; see, there:\n  bootcmd status"
        default: ""
        }
    }
}

extension JoinObstacle {
    /// What differs between these and how they are described.
    private func scheme(of peers: [PeerAnswer]) -> String {
        let isPlain = peers.contains { $0.member.url.scheme == .http }
        return "cluster.yaml has \(isPlain ? "http" : "https") for \(peers.names), and the peer "
            + "port there \(isPlain ? "wants" : "has no") TLS: waiting; describe all members alike "
            + "on all machines, and run on those that differ:\n  bootcmd --force"
    }
}

extension [PeerAnswer] {
    package var names: String { map(\.name.description).listed }
}

extension [String] {
    /// Names in a sentence.
    package var listed: String { joined(separator: ", ") }
}

extension Array {
    /// The verb for so many.
    package var are: String { count == 1 ? "is" : "are" }
    /// The same, of what they own.
    package var have: String { count == 1 ? "has" : "have" }
}

extension PeerAnswer {
    /// Which cluster it says that it is in, and with whom.
    fileprivate var claim: String {
        let labels = members?.entries.map(\.label).joined(separator: " ") ?? "nobody"
        return "\(name) is in cluster \(cluster.map { "\($0)" } ?? "?") with \(labels)"
    }

    /// How it keeps its silence. From an agent before 2.1, no answer comes either.
    fileprivate var silence: String {
        switch port {
        case .refuses:
            "\(name) is up, and neither its etcd nor its gate runs (bootcmd before 2.1 is mute)"
        case .silent, .accepts: "\(name) (\(member.url.host)) does not answer"
        }
    }
}

extension GateAnswer {
    /// What it has, or was told of.
    fileprivate var claim: String {
        switch (disk, heard) {
        case (.log, _), (.started, _), (.alone, _):
            "\(name) has a cluster's data, and waits before its etcd"
        case (.data, _): "\(name) waits for a cluster's data that was on its disk"
        case (_, let heard?): "\(name) was told by \(heard) of a cluster's data"
        case (_, nil): "\(name) has nothing"
        }
    }
}

extension [MemberList.Entry] {
    fileprivate var labels: String {
        map { "\($0.name.isEmpty ? $0.place : $0.label) (\($0.id))" }
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
