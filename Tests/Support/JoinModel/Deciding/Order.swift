import Cluster
import Join

/// What a sentence of the gate has the operator do, machines and members by their numbers.
enum Order: Equatable {
    /// `bootcmd join --found`, beside these that are silent.
    case found(without: [UInt8])
    /// `bootcmd join --replace`, for the data that was on this disk.
    case giveUp
    /// The same, after a log that was begun beside the cluster is put aside.
    case putAside
    /// The same, for what is remembered of a cluster.
    case forget(on: [UInt8])
    /// `bootcmd join --alone`, on the one of these that has the most.
    case force(on: [UInt8], netboot: [UInt8])
    case removeMembers([UInt8])
    case mount
    /// `bootcmd --force`, after cluster.yaml was made to say what it should.
    case apply(on: [UInt8])
    /// Another version of etcd.
    case install
    /// One of two machines with one address goes.
    case switchOffTwin
}

extension Order {
    /// Reads the sentence: a command that it does not print, nobody types.
    init?(_ obstacle: JoinObstacle, at machine: UInt8, names: Numbering) {
        let text = "\(obstacle)"
        let commands = text.split(separator: "\n").dropFirst()
        func says(_ command: String) -> Bool { commands.contains { $0.contains(command) } }
        switch obstacle {
        case .unheard(let silent, _) where says("bootcmd join --found"):
            self = .found(without: silent.map { names.number(of: $0.name) })
        case .dataMissing where says("bootcmd join --replace"): self = .giveUp
        case .begunApart where says("mv ") && says("bootcmd join --replace"): self = .putAside
        case .heard where says("bootcmd join --replace"),
            .noneAnswers where says("bootcmd join --replace"):
            self = .forget(on: [machine])
        case .othersHaveData(let gates) where says("bootcmd join --replace"):
            self = .forget(on: gates.map { names.number(of: $0.name) })
        case .noQuorum(let keepers, _) where says("bootcmd join --alone && systemctl start etcd"):
            let keeper = text.firstMatch(of: /run on (a\d)/).map { [names.number(named: $0.1)] }
            let netboot = text.firstMatch(of: /then netboot ([^\n]*) anew/)?.1 ?? ""
            self = .force(
                on: keeper ?? keepers.map { names.number(of: $0.name) },
                netboot: netboot.matches(of: /a\d/).map { names.number(named: $0.output) }
            )
        case .membersMissing where says("etcdctl member remove"),
            .listedElsewhere where says("etcdctl member remove"):
            let ids = text.matches(of: /etcdctl member remove ([0-9a-f]+)/)
            self = .removeMembers(ids.map { UInt8($0.1, radix: 16) ?? 0 })
        case .notMounted where says("mount "): self = .mount
        case .noCluster where says("bootcmd --force"): self = .apply(on: [machine])
        case .describedOtherwise(let peers) where says("bootcmd --force"):
            self = .apply(on: [machine] + peers.map { names.number(of: $0.name) })
        case .cannotStart: self = .install
        case .addressTaken: self = .switchOffTwin
        default: return nil
        }
    }
}
