import Cluster
import Etcd
import Join

extension Check {
    /// Whether etcd lists this member as described, and what differs for the others. Only the first
    /// matters for whether this node works.
    package static func members(_ seen: StatusObservation, _ member: InitialCluster.Member) -> Check
    {
        guard let list = seen.members else { return skip(.members, "etcd does not list them") }
        guard seen.teller?.isHealthy == true else {
            return skip(.members, "\(list.labels), and no quorum says so")
        }
        guard let own = list.entry(at: member.url) else {
            guard let namesake = list.entry(of: member.name) else {
                return bad(
                    .members,
                    "it is not in the cluster",
                    "\(member.name) is not among \(list.labels)"
                )
            }
            return bad(
                .members,
                "it is listed at another address",
                "\(member.name) is listed at \(namesake.place), and described "
                    + "at \(member.url)"
            )
        }
        guard own.name.isEmpty || own.name == member.name.description else {
            return bad(
                .members,
                "its address is another member's",
                "\(member.url) is listed as \(own.label)"
            )
        }
        var notes = differences(list, seen)
        if let apart = apart(list, seen, of: .members) { return apart }
        let isWhole = notes.isEmpty && seen.endpoints.allSatisfy(\.isHealthy)
        if isWhole { notes = ["all healthy, as described"] }
        let sentence = notes.joined(separator: "; ")
        return ok(.members, list.labels + (notes.isEmpty ? "" : ": \(sentence)"))
    }

    /// What is wrong where machines described are at work in other clusters than this one, and take
    /// writes of their own. Those that have not come yet are waited for, where they are most.
    private static func apart(
        _ list: MemberList,
        _ seen: StatusObservation,
        of subject: Subject
    ) -> Check? {
        let described = seen.node.cluster.members
        let isScattered = described.filter(list.has).count * 2 <= described.count
        let text = "\(list.labels): \(differences(list, seen).joined(separator: "; "))"
        if isScattered, described.contains(where: { !list.has($0) && seen.isAtWork($0) }) {
            return bad(
                subject,
                "its members are in clusters of their own",
                """
                \(text). \(seen.clustersAtWork) Keep the data of one cluster; each machine of \
                another puts its own aside with:
                \(described.filter { seen.isAtWork($0) }.map(givingUp).joined(separator: "\n"))
                """
            )
        }
        let strangers = seen.strangers
        guard strangers.isEmpty else {
            let names = strangers.map(\.name.description).listed
            return bad(
                subject,
                "\(names) \(strangers.are) in another cluster",
                "\(list.labels): \(names) \(strangers.are) at work in another cluster, which takes "
                    + "writes of its own; see, there:\n  bootcmd status"
            )
        }
        return isScattered ? wait(subject, "most of its members are missing", text) : nil
    }

    /// What has a member join the others' cluster, without what it has.
    private static func givingUp(_ member: InitialCluster.Member) -> String {
        let data = EtcdSettings.dataDirectory(of: member.name)
        return "  on \(member.name): systemctl stop etcd; mv \(data) \(data).old-$(date +%s) && "
            + "bootcmd join --replace && systemctl start etcd"
    }

    private static func differences(_ list: MemberList, _ seen: StatusObservation) -> [String] {
        var notes: [String] = []
        for answer in seen.endpoints where !answer.isHealthy && answer.health != nil {
            let name = answer.member.name
            // Its own etcd has a check of its own.
            if name == seen.node.name { continue }
            guard let entry = list.entry(at: answer.member.url) else { continue }
            notes.append(entry.hasRun ? "\(name) does not answer" : "\(name) has not started yet")
        }
        let described = seen.node.cluster.members
        for member in described where list.entry(at: member.url) == nil {
            let name = member.name
            if let namesake = list.entry(of: name) {
                notes.append("\(name) is listed at \(namesake.place)")
            } else if seen.isAtWork(member) {
                notes.append("\(name) is at work, and in another list")
            } else {
                notes.append("\(name) is described, and not a member")
            }
        }
        for entry in list.entries {
            let isKnown = described.contains {
                entry.isAt($0.url) || entry.name == $0.name.description
            }
            if !isKnown { notes.append("\(entry.label) is a member, and not described") }
        }
        return notes
    }

    /// Whether a worker's cluster is at work: any of its members is enough.
    package static func cluster(_ seen: StatusObservation) -> Check {
        if let twin = twin(seen, of: .cluster) { return twin }
        let names = seen.endpoints.map(\.member.name.description).joined(separator: ", ")
        let healthy = seen.endpoints.filter(\.isHealthy)
        guard healthy.isEmpty else {
            if let apart = seen.members.flatMap({ apart($0, seen, of: .cluster) }) { return apart }
            let others = seen.endpoints.filter { !$0.isHealthy }.map { "\($0.member.name)" }
            let note =
                others.isEmpty ? "" : "; \(others.joined(separator: ", ")) not"
            return ok(
                .cluster,
                "\(healthy.map { "\($0.member.name)" }.joined(separator: ", ")) \(healthy.are) "
                    + "at work\(note)"
            )
        }
        let isUnasked = seen.endpoints.contains { $0.port == .accepts && $0.health == nil }
        guard !isUnasked else {
            return skip(.cluster, "etcd listens; neither etcdctl nor curl is installed to ask it")
        }
        return wait(.cluster, "no member answers", "no member is at work: \(names)")
    }
}

extension MemberList {
    /// The names of the members, for a message.
    fileprivate var labels: String { entries.map(\.label).sorted().joined(separator: " ") }

    fileprivate func entry(of name: HostName) -> Entry? {
        entries.first { $0.name == name.description }
    }

    /// Whether a member is listed, wherever that may be.
    fileprivate func has(_ member: InitialCluster.Member) -> Bool {
        (entry(at: member.url) ?? entry(of: member.name)) != nil
    }
}

extension StatusObservation {
    /// The machines described whose etcds are at work, and not as members of this list.
    package var strangers: [InitialCluster.Member] {
        endpoints.filter { answer in
            guard answer.isHealthy, let members else { return false }
            guard let entry = members.entry(at: answer.member.url) else {
                return !members.has(answer.member)
            }
            let isElsewhere = members.cluster.flatMap { own in
                answer.status?.cluster.map { $0 != own }
            }
            return isElsewhere ?? false || answer.status?.member.map { $0 != entry.id } ?? false
        }.map(\.member)
    }

    /// Who of those at work is in one cluster, as far as each of them tells.
    fileprivate var clustersAtWork: String {
        let atWork = endpoints.filter(\.isHealthy)
        let clusters = atWork.compactMap { $0.status?.cluster }.reduce(into: [EtcdID]()) {
            if !$0.contains($1) { $0.append($1) }
        }
        return clusters.map { id in
            let names = atWork.filter { $0.status?.cluster == id }.map(\.member.name.description)
            return "\(names.listed) \(names.are) in cluster \(id)."
        }.joined(separator: " ")
    }

    /// Whether a member reaches a quorum, be it one of its own.
    fileprivate func isAtWork(_ member: InitialCluster.Member) -> Bool {
        endpoints.contains { $0.member == member && $0.isHealthy }
    }
}
