import Cluster
import Etcd
import Basics

extension JoinDecision: CustomStringConvertible {
    /// What is done, or why it is not, as the gate says it.
    package var description: String {
        switch self {
        case .start(.log): "its data is here: starting etcd"
        case .start(.alone): "it is the only member: starting etcd"
        case .start(.birth), .start(.follow):
            "no machine has a cluster's data, as each of them says: founding the cluster, starting "
                + "etcd"
        case .start(.byHand):
            "no machine that answers has a cluster's data: founding the cluster alone, as its "
                + "operator says, for the others to join; starting etcd"
        case .startAdded(let announcement):
            "this member is in the cluster as \(announcement.id): starting etcd, which joins the "
                + "others"
        case .remove(let entry, let through):
            "\(entry.label) (\(entry.id)) is in the cluster, and its data is not on this disk: "
                + "removing it, through \(through.name), to replace it"
        case .announce(_, let through):
            "this member is not in the cluster: adding it, through \(through.name)"
        case .wait(let obstacle): obstacle.description
        }
    }

    /// The first word of it, for programs.
    package var word: String {
        switch self {
        case .start, .startAdded: "start"
        case .remove: "remove"
        case .announce: "add"
        case .wait: "wait"
        }
    }
}

extension JoinPlan {
    /// The plan for an operator: the decision, and each fact that it rests on.
    package var text: String {
        var page = Page(isColored: false)
        let node = machine.node
        page.line(
            "member \(node.name), \(machine.member.url), instance \(node.identity.instanceID), "
                + "etcd.state \(node.cluster.state.rawValue)"
        )
        let log = machine.hasLog ? "a log" : "no log"
        page.line("disk: \(log) in \(machine.logDirectory)")
        page.line("memory: \(machine.memory)")
        page.line("addresses: \(machine.addresses.map(\.description).joined(separator: ", "))")
        for answer in membership?.answers ?? [] { page.line("\(answer.name): \(answer)") }
        if let rival { page.line("another machine has the address: \(rival)") }
        page.line("")
        for line in decision.description.split(separator: "\n") { page.line(String(line)) }
        return page.text
    }
}

extension MemberRecord: CustomStringConvertible {
    /// As the dry run shows it.
    package var description: String {
        var words: [String] = []
        switch standing {
        case .none: words.append("nothing")
        case .begun: words.append("etcd was started as a founder, and was not ready since")
        case .announcing: words.append("about to announce itself")
        case .announced(let announcement): words.append("announced as \(announcement.id)")
        case .member: words.append("its data was here")
        }
        if let heard { words.append("\(heard) had a cluster's data") }
        if !without.isEmpty {
            words.append("to be founded without \(without.map(\.description).sorted().listed)")
        }
        return words.listed
    }
}

extension PeerAnswer: CustomStringConvertible {
    /// What it said, in the order in which it is asked.
    package var description: String {
        var words = ["\(member.url)", "peer port \(port.rawValue)"]
        if let gate {
            words.append("its gate says: \(gate.disk.rawValue)")
            if let heard = gate.heard { words.append("told by \(heard) of data") }
            return words.listed
        }
        switch health {
        case .quorum: words.append("reaches a quorum")
        case .none: words.append("no quorum")
        case .refused(let reason): words.append("refuses to be asked: \(reason)")
        }
        if let cluster { words.append("cluster \(cluster)") }
        if let leader = status?.leader { words.append("leader \(leader)") }
        if let members {
            let entries = members.entries.map { entry in
                "\(entry.label) (\(entry.id)\(entry.hasRun ? "" : ", has not run"))"
            }
            words.append("members \(entries.joined(separator: " "))")
        }
        return words.joined(separator: ", ")
    }
}
