import Diagnostics

extension Check {
    /// Whether etcd lists this member as described, and what differs for the others. Only the first
    /// matters for whether this node works.
    static func members(_ seen: StatusObservation, _ member: InitialCluster.Member) -> Check {
        guard let list = seen.members else { return skip(.members, "etcd does not list them") }
        guard let own = list.entry(at: member.url) else {
            let namesake = list.entries.first { $0.name == member.name.description }
            guard let namesake else {
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
                "\(member.url) is listed as \(visible(own.name))"
            )
        }
        var notes = differences(list, seen)
        let isWhole = notes.isEmpty && seen.endpoints.allSatisfy(\.isHealthy)
        if isWhole { notes = ["all healthy, as described"] }
        let sentence = notes.joined(separator: "; ")
        return ok(.members, list.labels + (notes.isEmpty ? "" : ": \(sentence)"))
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
            let namesake = list.entries.first { $0.name == member.name.description }
            let place = namesake?.place
            notes.append(
                place.map { "\(member.name) is listed at \($0)" }
                    ?? "\(member.name) is described, and not a member"
            )
        }
        for entry in list.entries {
            let isKnown = described.contains {
                entry.isAt($0.url) || entry.name == $0.name.description
            }
            if !isKnown { notes.append("\(entry.shown) is a member, and not described") }
        }
        return notes
    }

    /// Whether a worker's cluster is at work: any of its members is enough.
    static func cluster(_ seen: StatusObservation) -> Check {
        if let twin = twin(seen, of: .cluster) { return twin }
        let names = seen.endpoints.map(\.member.name.description).joined(separator: ", ")
        let healthy = seen.endpoints.filter(\.isHealthy)
        guard healthy.isEmpty else {
            let others = seen.endpoints.filter { !$0.isHealthy }.map { "\($0.member.name)" }
            let note =
                others.isEmpty ? "" : "; \(others.joined(separator: ", ")) not"
            let verb = healthy.count == 1 ? "is" : "are"
            return ok(
                .cluster,
                "\(healthy.map { "\($0.member.name)" }.joined(separator: ", ")) \(verb) at work\(note)"
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
    fileprivate var labels: String { entries.map(\.shown).sorted().joined(separator: " ") }
}

extension MemberList.Entry {
    /// Its name, or its ID, as a terminal may be given what came over the network.
    var shown: String { visible(label) }

    /// Where it is listed.
    fileprivate var place: String { visible(peerURLs.joined(separator: ", ")) }
}
