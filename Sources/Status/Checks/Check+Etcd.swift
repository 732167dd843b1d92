import Join
import Units
import Basics
import Cluster
import Etcd

extension Check {
    /// Whether this member's etcd is at work.
    package static func etcd(
        _ seen: StatusObservation,
        _ member: InitialCluster.Member,
        after waits: String?
    ) -> Check {
        address(seen, member)
            ?? etcdUnit(seen, member, after: waits)
            ?? endpoint(seen, member)
    }

    /// What is wrong with the machine's address: etcd listens only where it is described.
    private static func address(
        _ seen: StatusObservation,
        _ member: InitialCluster.Member
    ) -> Check? {
        let addresses = seen.interfaces.flatMap(\.addresses)
        guard !addresses.contains(member.url.address) else { return twin(seen, of: .etcd) }
        let others = addresses.filter { !$0.isLoopback && !$0.isLinkLocalV6 }
        let text = "\(member.url.host), the address of \(member.name), is on no interface"
        guard !others.isEmpty else {
            return wait(.etcd, "it has no address yet", "\(text), and there is no other yet")
        }
        return bad(
            .etcd,
            "it does not have the address of \(member.name)",
            "\(text); this machine has \(others.map(\.description).joined(separator: ", "))"
        )
    }

    /// Two machines with one address: neither is reached by all that ask for it.
    package static func twin(_ seen: StatusObservation, of subject: Subject) -> Check? {
        seen.twin.map { card in
            let address = seen.node.address.map { "\($0)" } ?? "its address"
            return bad(
                subject,
                "another machine has its address",
                "\(address) is on another machine as well, with the network card \(card)"
            )
        }
    }

    private static func etcdUnit(
        _ seen: StatusObservation,
        _ member: InitialCluster.Member,
        after waits: String?
    ) -> Check? {
        guard let unit = seen.units?["etcd.service"] else {
            return seen.gate.map { gate($0, after: "") }
        }
        switch unit.activity {
        case .preparing:
            return gate(
                seen.gate ?? GateNote("bootcmd join is at work; see:\n  journalctl -b -u etcd"),
                after: "start-pre\(unit.lasting): "
            )
        case .stopped, .failed, .restarting:
            let ending = isUnlisted(seen, member) ? .removed : EtcdEnding(said: seen.etcdWords)
            return ending?.check(seen, member)
                ?? self.unit("etcd", unit, of: .etcd, waitingFor: waits)
        case .starting:
            // Where the others went on alone before they knew this member, nobody turns it away.
            let left = isUnlisted(seen, member) ? EtcdEnding.removed.check(seen, member) : nil
            return left
                ?? self.unit("etcd", unit, of: .etcd, waitingFor: missingQuorum(seen))
        case .running, .queued, .absent, .masked, .stopping:
            return self.unit("etcd", unit, of: .etcd)
        }
    }

    /// What the gate waits for.
    private static func gate(_ note: GateNote, after words: String) -> Check {
        Check(
            .etcd,
            note.asks ? .bad : .wait,
            words + note.sentence,
            problem: "etcd waits to join"
        )
    }

    /// Whether a member with a log is not in the list of one that reaches a quorum, or is in
    /// another cluster: an etcd that finds itself removed ends with 0, as if it had been stopped.
    private static func isUnlisted(
        _ seen: StatusObservation,
        _ member: InitialCluster.Member
    ) -> Bool {
        guard seen.log != nil, let list = seen.members, seen.teller?.isHealthy == true else {
            return false
        }
        let isElsewhere =
            list.cluster.flatMap { id in seen.ownList?.cluster.map { $0 != id } } ?? false
        return isElsewhere || list.entry(at: member.url) == nil
    }

    private static func endpoint(
        _ seen: StatusObservation,
        _ member: InitialCluster.Member
    ) -> Check {
        let own = seen.endpoints.first { $0.member == member } ?? EndpointAnswer(of: member)
        guard own.port == .accepts else {
            return bad(
                .etcd,
                "etcd does not answer",
                "no answer at \(member.url.host):\(PeerURL.clientPort)\n  journalctl -u etcd"
            )
        }
        if !own.isHealthy, isUnlisted(seen, member),
            let left = EtcdEnding.removed.check(seen, member)
        {
            return left
        }
        let version = own.status?.version.map { "\(plainOrQuoted($0)), " } ?? ""
        switch own.health {
        case nil:
            return skip(.etcd, "listens; there is no program to ask it with")
        case .refused(let words) where own.alarms.isEmpty:
            return bad(
                .etcd,
                "etcd refuses to be asked",
                "\(version)refuses to be asked: \(words)"
            )
        case .some(.none) where own.status == nil:
            return bad(
                .etcd,
                "etcd does not answer",
                "takes connections, and does not answer\n  journalctl -u etcd"
            )
        case .some(.none):
            return wait(.etcd, "etcd has no quorum", version + missingQuorum(seen))
        case .quorum, .refused:
            break
        }
        if own.alarms.contains(.corrupt) {
            return bad(
                .etcd,
                "the data of its members differ",
                "\(version)alarm CORRUPT: the data of members differ; see \"Data corruption\" in "
                    + "etcd's documentation"
            )
        }
        if own.alarms.contains(.noSpace) {
            return bad(
                .etcd,
                "etcd is out of space",
                "\(version)alarm NOSPACE: its database is full, and no key is taken; compact it, "
                    + "then:\n  etcdctl defrag --cluster; etcdctl alarm disarm"
            )
        }
        guard own.status?.isLearner != true else {
            return wait(.etcd, "etcd is a learner", "\(version)a learner, until it is promoted")
        }
        if seen.isForced {
            return bad(
                .etcd,
                "its etcd would go on alone",
                "\(StartEnvironment.force) is set in systemd: at its next start, also after a "
                    + "crash, etcd would drop all other members\n"
                    + "  systemctl unset-environment \(StartEnvironment.force)"
            )
        }
        return ok(.etcd, version + rank(own.status, seen) + "reads through a quorum")
    }

    private static func rank(_ status: EndpointStatus?, _ seen: StatusObservation) -> String {
        guard let status, let leader = status.leader else { return "" }
        if status.member == leader { return "leader, " }
        let name = seen.members?.entry(leader)?.label ?? "\(leader)"
        return "follower of \(name), "
    }

    /// Why there is no quorum, as far as it can be seen from here.
    private static func missingQuorum(_ seen: StatusObservation) -> String {
        let described = seen.node.cluster.members
        let entries = seen.ownList?.entries ?? []
        let count = entries.isEmpty ? seen.endpoints.count : entries.count
        let words = "no quorum: \(count / 2 + 1) of \(count) members are needed"
        let undescribed = entries.filter { entry in !described.contains { entry.isAt($0.url) } }
        guard undescribed.isEmpty else {
            // The data decides who votes, and where.
            let places = undescribed.map { "\($0.label) at \($0.place)" }.joined(separator: ", ")
            return words + ", and its data lists \(places), whom cluster.yaml does not describe: "
                + "start them; if nobody will ever be there again, on the machine that has the "
                + "newest data:\n  " + LostQuorum.goAlone
        }
        let silent = seen.endpoints.filter { $0.member.name != seen.node.name && !$0.isHealthy }
        let names = silent.map(\.member.name.description).joined(separator: ", ")
        guard !names.isEmpty else { return words }
        return words
            + ", and \(names) \(silent.count == 1 ? "does" : "do") not serve; if that lasts "
            + "because disks are lost, netboot one of those anew: its gate says what to type here"
    }
}
