/// A log by its number in the table; 0 is none.
typealias LogNumber = UInt16
/// A list of members by its number in the table; 0 is none.
typealias ListNumber = UInt16

/// The last entry of an etcd's write-ahead log, and with its parents the whole of it.
struct Log {
    enum Change: UInt8 { case none, founded, joined, added, removed, published, written, forced }

    var parent: LogNumber = 0
    var change = Change.none
    /// Whom the change is about.
    var subject: UInt8 = 0
    var term: UInt8 = 0
    var depth: UInt8 = 0
    /// What etcd makes of the founders' URLs and the token.
    var cluster: UInt8 = 255
    var members = Members()
    var removed = IDs()
    /// The number of its members as a list.
    var list: ListNumber = 0

    /// Whether its cluster was ever at work: somebody has run, or was taken out.
    var hasHistory: Bool { members.hasHistory || removed != IDs() }
}

/// All logs, and all lists of members, that ever were: the states hold their numbers.
final class LogTable {
    private var logs = [Log()]
    private var numbers: [UInt64: LogNumber] = [:]
    private(set) var lists: [(cluster: UInt8, members: Members)] = [(255, Members())]
    private var listNumbers: [Members: [UInt8: ListNumber]] = [:]

    var count: Int { logs.count }

    subscript(number: LogNumber) -> Log { logs[Int(number)] }

    /// The ID that etcd makes of a founder's URL and of the cluster it founds.
    func founderID(_ machine: UInt8, _ cluster: UInt8) -> UInt8 {
        if cluster > 1 { return cluster - 1 }
        return machine + 1 + (cluster == 0 ? 5 : 0)
    }

    /// The cluster that one founds alone, with an ID and a token that no other has.
    static func cluster(foundedBy id: UInt8) -> UInt8 { id + 1 }

    /// The log of founders: its first entries add them all.
    func founded(_ cluster: UInt8, by machines: [UInt8]) -> LogNumber {
        let founder = cluster > 1 ? UInt64(machines[0]) : 0
        return number(of: 1 << 60 | UInt64(cluster) | founder << 8) {
            var log = Log(change: .founded, term: 1, depth: 1, cluster: cluster)
            for machine in machines {
                log.members.append(
                    Entry(
                        id: founderID(machine, cluster),
                        machine: machine,
                        isNamed: true,
                        hasRun: false
                    )
                )
            }
            return log
        }
    }

    /// The empty log of one that was added; it remembers the members as it was told them.
    func joined(_ list: ListNumber) -> LogNumber {
        number(of: 2 << 60 | UInt64(list)) {
            let (cluster, members) = lists[Int(list)]
            return Log(change: .joined, cluster: cluster, members: members)
        }
    }

    /// A log and one entry more; `machine` is that of an addition.
    func log(
        _ parent: LogNumber,
        _ change: Log.Change,
        _ subject: UInt8,
        term: UInt8,
        machine: UInt8 = 0
    ) -> LogNumber {
        let key =
            3 << 60 | UInt64(parent) | UInt64(change.rawValue) << 16 | UInt64(subject) << 24
            | UInt64(term) << 32 | UInt64(machine) << 40
        return number(of: key) {
            var log = self[parent]
            (log.parent, log.change, log.subject, log.term) = (parent, change, subject, term)
            log.depth += 1
            switch change {
            case .none, .founded, .joined, .written: break
            case .added:
                log.members.append(
                    Entry(id: subject, machine: machine, isNamed: false, hasRun: false)
                )
            case .removed:
                log.members = log.members.without(subject)
                log.removed.insert(subject)
            case .published: log.members.publish(subject)
            case .forced:
                for entry in log.members where entry.id != subject { log.removed.insert(entry.id) }
                log.members = log.members.only(subject)
            }
            return log
        }
    }

    private func number(of key: UInt64, _ made: () -> Log) -> LogNumber {
        if let number = numbers[key] { return number }
        var log = made()
        log.list = number(of: log.members, in: log.cluster)
        logs.append(log)
        numbers[key] = LogNumber(logs.count - 1)
        return LogNumber(logs.count - 1)
    }

    private func number(of members: Members, in cluster: UInt8) -> ListNumber {
        if members.isEmpty { return 0 }
        if let number = listNumbers[members]?[cluster] { return number }
        lists.append((cluster, members))
        listNumbers[members, default: [:]][cluster] = ListNumber(lists.count - 1)
        return ListNumber(lists.count - 1)
    }

    /// Whether all of a part is in a log.
    func log(_ log: LogNumber, has part: LogNumber) -> Bool {
        let wanted = self[part]
        guard self[log].cluster == wanted.cluster else { return false }
        guard wanted.depth > 0 else { return true }
        var at = log
        while self[at].depth > wanted.depth { at = self[at].parent }
        return at == part
    }

    /// Raft's "at least as up to date": whether the other is.
    func log(_ one: LogNumber, isNotAfter other: LogNumber) -> Bool {
        let (one, other) = (self[one], self[other])
        return one.term == other.term ? one.depth <= other.depth : one.term < other.term
    }
}
