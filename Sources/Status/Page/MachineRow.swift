import Etcd
import Join
import Basics
import Cluster

/// A machine of the cluster, as it is seen from this one.
package struct MachineRow: Equatable, Sendable {
    /// Whether the machine answers across the overlay.
    package enum Answer: Equatable, Sendable {
        /// It is this machine.
        case here
        /// It answers, after so long.
        case after(Duration)
        /// It does not answer in time, or nobody knows where to ask.
        case silent
        /// It was not asked.
        case unknown
    }

    /// Its name; nil for one of which only the address is known.
    package let name: String?
    /// Its address; nil for a worker that has none described.
    package let address: String?
    /// What it is described as; nil for one that is not described.
    package let role: String?
    /// What its etcd is at; nil for a machine without one.
    package let etcd: String?
    /// Its subnet; nil for one that holds none.
    package let subnet: IPv4Network?
    /// Whether it answers.
    package let answer: Answer
}

extension MachineRow {
    /// A row for every machine that is described, in that order, and for every one that is there
    /// all the same.
    package static func table(_ seen: StatusObservation) -> [MachineRow] {
        let cluster = seen.node.cluster
        let own = seen.node.name
        var leases = seen.leases ?? []

        func row(
            _ name: String?,
            _ text: String?,
            _ address: IPAddress?,
            _ role: String?,
            etcd: String? = nil
        ) -> MachineRow {
            let isHere = name == own.description
            let index = leases.firstIndex { lease in
                isHere && seen.subnet != nil
                    ? lease.subnet == seen.subnet?.subnet : lease.holder == address
            }
            let subnet = index.map { leases.remove(at: $0).subnet }
            return MachineRow(
                name: name,
                address: text,
                role: role,
                etcd: etcd,
                subnet: subnet ?? (isHere ? seen.subnet?.subnet : nil),
                answer: isHere ? .here : seen.answer(from: subnet)
            )
        }

        var rows = cluster.members.map { member in
            row(
                member.name.description,
                member.url.host,
                member.url.address,
                "member",
                etcd: seen.etcd(of: member)
            )
        }
        rows += cluster.workers.map { worker in
            row(
                worker.name.description,
                worker.address?.description,
                worker.address,
                "worker"
            )
        }
        for entry in seen.members?.entries ?? []
        where !cluster.members.contains(where: {
            entry.isAt($0.url) || entry.name == $0.name.description
        }) {
            let url = entry.peerURLs.first ?? ""
            let host = url.split(separator: "/").last.map(String.init) ?? url
            let text = host.lastIndex(of: ":").map { String(host[..<$0]) } ?? host
            rows.append(row(entry.label, text, IPAddress(v4: text), nil, etcd: "listed"))
        }
        // Nothing says whose these are: a worker's without an address described, or a stranger's.
        for lease in leases { rows.append(row(nil, "\(lease.holder)", lease.holder, nil)) }
        return rows
    }
}

extension StatusObservation {
    /// Whether a subnet's machine answers across the overlay.
    func answer(from subnet: IPv4Network?) -> MachineRow.Answer {
        guard let echoes, leases != nil else { return .unknown }
        guard let subnet else { return .silent }
        let times = subnet.echoAddresses.compactMap { echoes[$0] }
        return times.min().map(MachineRow.Answer.after) ?? .silent
    }

    /// What a member's etcd is at, in a word or two.
    fileprivate func etcd(of member: InitialCluster.Member) -> String {
        let entry = members?.entry(at: member.url)
        if members != nil, entry == nil { return "not listed" }
        guard let answer = endpoints.first(where: { $0.member == member }) else { return "unknown" }
        if let entry, !entry.hasRun, !answer.isHealthy { return "not started" }
        let leader = endpoints.compactMap { $0.status?.leader }.first
        switch answer.health {
        case .quorum where !answer.alarms.isEmpty, .refused where !answer.alarms.isEmpty:
            return "alarm"
        case .quorum where strangers.contains(member): return "elsewhere"
        case .quorum: return entry != nil && entry?.id == leader ? "leader" : "healthy"
        case .refused: return "refuses"
        case nil: return answer.port == .accepts ? "listens" : "no answer"
        case .some(.none): return answer.port == .accepts ? "no quorum" : "no answer"
        }
    }
}

extension StatusObservation {
    /// The addresses at which the other machines that hold a subnet may answer.
    package var placesOfEchoes: [[IPAddress]] {
        (leases ?? []).map(\.subnet).filter { $0 != subnet?.subnet }.map(\.echoAddresses)
    }
}

extension IPv4Network {
    /// Where a machine answers for its subnet: at the subnet's own address, which is that of
    /// flannel's interface, and at the next, which is that of docker's bridge.
    var echoAddresses: [IPAddress] { length > 30 ? [address(0)] : [address(0), address(1)] }
}
