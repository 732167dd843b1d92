import TestSupport
@testable import Basics
@testable import Cluster
@testable import Etcd
@testable import Join
@testable import Status

/// The cluster of a1, a2 and a3 from the side of a2, whose etcd is to start.
enum JoiningCluster {
    static let members = """
        a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380,a3=http://192.168.99.53:2380
        """

    /// a2, unless another is asked for.
    static func machine(
        _ name: String = "a2",
        members: String = members,
        state: String = "new",
        standing: MemberRecord.Standing = .none,
        heard: HostName? = nil,
        without: Set<HostName> = [],
        salt: String? = "0123456789abcdef",
        isConfigured: Bool = true,
        hasLog: Bool = false,
        unmounted: NodePath? = nil,
        address: String? = nil,
        etcd: Version? = Version(3, 5),
        upgrade: EtcdUpgrade? = nil
    ) throws -> JoiningMachine {
        let description = "cluster: \(members)\netcd: {state: \(state)}\n"
        let node = try Node(name, in: description)
        let own = try member(name, of: members)
        return JoiningMachine(
            node,
            as: own,
            isConfigured: isConfigured,
            dataDirectory: try NodePath.data(of: name),
            logDirectory: try NodePath.data(of: name).appending("member").appending("wal"),
            hasLog: hasLog,
            unmounted: unmounted,
            memory: MemberRecord(
                of: node.identity,
                standing: standing,
                heard: heard,
                without: without,
                salt: salt
            ),
            addresses: [
                try IPAddress("127.0.0.1"), try IPAddress(address ?? own.url.host),
            ],
            etcd: etcd,
            upgrade: upgrade
        )
    }

    /// The member of this name.
    static func member(_ name: String, of members: String = members) throws
        -> InitialCluster.Member
    {
        let members = try InitialCluster(parsing: members)
        guard let member = members.first(where: { $0.name.description == name }) else {
            throw NoSuchWord(word: name)
        }
        return member
    }

    /// The lists that the tables name. The founders' IDs are 1, 2 and 3; 9 is another's.
    static func list(_ name: some StringProtocol) throws -> MemberList {
        switch name {
        case "founders": list(("1", "a1", true), ("2", "a2", true), ("3", "a3", true))
        // a2 has a name, as founders have from the beginning, and has never run.
        case "late": list(("1", "a1", true), ("2", "a2", false), ("3", "a3", true))
        case "unborn": list(("1", "a1", false), ("2", "a2", false), ("3", "a3", false))
        // An addition that joined nobody yet, and one that was forced to be alone before it ran.
        case "added0": list(("1", "a1", false), ("b", "", false, "a2"), ("3", "a3", false))
        case "alone": list(("1", "a1", false))
        case "without": list(("1", "a1", true), ("3", "a3", true))
        // Somebody announced a2, and it has never run.
        case "added": list(("1", "a1", true), ("b", "", false, "a2"), ("3", "a3", true))
        case "ran": list(("1", "a1", true), ("b", "a2", true), ("3", "a3", true))
        case "before-a1": list(("2", "a2", true), ("3", "a3", true))
        case "one": list(("1", "a1", true))
        case "one+added": list(("1", "a1", true), ("b", "", false, "a2"))
        case "one-a3": list(("3", "a3", true))
        case "moved": list(("1", "a1", true), ("2", "a2", true, "a4"), ("3", "a3", true))
        case "taken": list(("1", "a1", true), ("2", "b2", true, "a2"), ("3", "a3", true))
        case "late+a4":
            list(("1", "a1", true), ("2", "a2", false), ("3", "a3", true), ("4", "a4", true))
        case "elsewhere": list(("4", "a4", true), ("5", "a5", true))
        case "stranger": list(("1", "a1", true), ("3", "a3", true), ("9", "b9", true, "a9"))
        default: throw NoSuchWord(word: String(name))
        }
    }

    private static func list(_ entries: (String, String, Bool)...) -> MemberList {
        list(entries.map { ($0.0, $0.1, $0.2, $0.1) })
    }

    private static func list(
        _ one: (String, String, Bool),
        _ two: (String, String, Bool, String),
        _ more: (String, String, Bool)...
    ) -> MemberList {
        list([(one.0, one.1, one.2, one.1), two] + more.map { ($0.0, $0.1, $0.2, $0.1) })
    }

    private static func list(
        _ one: (String, String, Bool),
        _ two: (String, String, Bool),
        _ three: (String, String, Bool, String)
    ) -> MemberList {
        list([(one.0, one.1, one.2, one.1), (two.0, two.1, two.2, two.1), three])
    }

    private static func list(_ entries: [(String, String, Bool, String)]) -> MemberList {
        MemberList(
            cluster: EtcdID(hexadecimal: "c"),
            entries: entries.compactMap { id, name, hasRun, place in
                EtcdID(hexadecimal: id).map {
                    MemberList.Entry(
                        id: $0,
                        name: name,
                        peerURLs: ["http://192.168.99.5\(place.dropFirst()):2380"],
                        clientURLs: hasRun ? ["http://192.168.99.5\(place.dropFirst()):2379"] : []
                    )
                }
            }
        )
    }

    /// An answer by the word of a table:
    ///
    ///     silent            nothing comes back
    ///     refuses           the machine is up, neither its etcd nor its gate is
    ///     empty             its gate says that its disk is; begun, data, log, started and alone likewise
    ///     without           its gate says so, and that the cluster is founded without a3
    ///     heard             its gate says so, and that a1 told it of data
    ///     another           its gate says so, for a cluster of another token
    ///     mute              its ports accept, and it says nothing
    ///     accepts           the same, with nothing to ask its peer port with
    ///     remembers:LIST    only its peer port answers, as before a first quorum
    ///     lost:LIST         it has no quorum any more, and lists locally
    ///     status            its client port tells its status, and nothing else
    ///     quorum:LIST       it reaches a quorum, and a1 leads
    ///     quorum:LIST/ID    another leads; / is for nobody
    ///     refused           its client port refuses a read, for another reason
    static func answer(_ word: some StringProtocol, of name: String) throws -> PeerAnswer {
        let parts = word.split(separator: ":")
        let rest = parts.dropFirst().first?.split(
            separator: "/",
            omittingEmptySubsequences: false
        )
        let member = try member(name)
        let list = try rest.map { try Self.list($0[0]) }
        let memory = list.map(PeerAnswer.Memory.members) ?? .silent
        let leader = rest.flatMap { $0.count > 1 ? EtcdID(hexadecimal: $0[1]) : nil }
        let cluster = EtcdID(hexadecimal: "c")
        switch parts[0] {
        case "empty", "begun", "data", "log", "started", "alone", "heard", "without", "starts",
            "another":
            return try gate(String(parts[0]), of: member)
        case "silent": return PeerAnswer(of: member)
        case "refuses": return PeerAnswer(of: member, port: .refuses)
        case "mute": return PeerAnswer(of: member, port: .accepts)
        case "tls": return PeerAnswer(of: member, port: .accepts, memory: .otherScheme)
        case "unproven": return PeerAnswer(of: member, port: .accepts, memory: .unproven)
        case "accepts": return PeerAnswer(of: member, port: .accepts, memory: .notAsked)
        case "remembers": return PeerAnswer(of: member, port: .accepts, memory: memory)
        case "status":
            return PeerAnswer(
                of: member,
                port: .accepts,
                status: EndpointStatus(cluster: cluster, leader: nil, raftIndex: 7)
            )
        case "lost":
            return PeerAnswer(
                of: member,
                port: .accepts,
                memory: memory,
                status: EndpointStatus(
                    cluster: cluster,
                    leader: nil,
                    raftIndex: name == "a1" ? 7 : 9,
                    raftTerm: 2
                ),
                listed: list
            )
        case "refused":
            return PeerAnswer(
                of: member,
                port: .accepts,
                memory: .members(try Self.list("founders")),
                health: .refused("'corrupt cluster'")
            )
        case "quorum":
            let isLed = rest?.count == 1
            return PeerAnswer(
                of: member,
                port: .accepts,
                memory: memory,
                status: EndpointStatus(
                    cluster: cluster,
                    leader: isLed ? EtcdID(hexadecimal: "1") : leader
                ),
                health: .quorum,
                listed: list
            )
        default: throw NoSuchWord(word: String(word))
        }
    }

    private static func gate(
        _ word: String,
        of member: InitialCluster.Member
    ) throws -> PeerAnswer {
        PeerAnswer(
            of: member,
            port: .accepts,
            gate: GateAnswer(
                name: member.name,
                instanceID: "iid",
                token: word == "another" ? "x" : "diy-cluster",
                members: try InitialCluster(parsing: members),
                disk: GateAnswer.Disk(rawValue: word) ?? .empty,
                heard: word == "heard" ? "a1" : nil,
                without: word == "without" ? ["a3"] : [],
                starts: word == "starts",
                salt: nil
            )
        )
    }

    /// What came of it, in the words of the tables.
    static func words(_ decision: JoinDecision) -> String {
        switch decision {
        case .start(let occasion): "start \(occasion.rawValue)"
        case .startAdded(let announcement): "added \(announcement.id)"
        case .remove(let entry, let through): "remove \(entry.id) \(through.name)"
        case .announce(let list, let through): "announce \(list.entries.count) \(through.name)"
        case .wait(let obstacle): "wait \(word(obstacle))"
        }
    }

    private static func word(_ obstacle: JoinObstacle) -> String {
        switch obstacle {
        case .notConfigured: "configured"
        case .cannotStart: "upgrade"
        case .notMounted: "mount"
        case .addressElsewhere: "address"
        case .dataMissing: "data"
        case .noCluster: "existing"
        case .heard: "heard"
        case .undescribed(let peers): "undescribed \(peers.names)"
        case .othersHaveData: "others"
        case .describedOtherwise: "described"
        case .begunApart(let peers, _): "apart \(peers.names)"
        case .unheard(let silent, _): "for \(silent.map(\.name.description).joined(separator: "+"))"
        case .mayHaveData: "mute"
        case .noneAnswers: "none"
        case .noQuorum: "quorum"
        case .foundedBy: "founder"
        case .tokenUnknown(let founders): "token \(founders.map(\.description).listed)"
        case .split: "split"
        case .listChanging: "changing"
        case .listedElsewhere: "listed"
        case .ownEntryMayLead: "leads"
        case .addressTaken: "rival"
        case .etcdTooOld: "older"
        case .membersMissing: "missing"
        case .refused: "refused"
        case .noEtcdctl: "etcdctl"
        }
    }

    /// A table names what is not known.
    struct NoSuchWord: Error {
        let word: String
    }
}

extension NodePath {
    /// Where the etcd of a member keeps its data.
    fileprivate static func data(of name: String) throws -> NodePath {
        guard let path = NodePath("/var/lib/etcd/\(name).etcd") else {
            throw JoiningCluster.NoSuchWord(word: name)
        }
        return path
    }
}
