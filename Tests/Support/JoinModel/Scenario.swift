/// A cluster to begin with, and what may go wrong.
package struct Scenario: Sendable {
    /// What may happen to a machine, or to all of them.
    package enum Fault: String, CaseIterable, Sendable {
        /// A power cut.
        case off, allOff
        /// Netbooted anew, with an empty disk.
        case wipe
        /// Netbooted anew, and the disk with the data kept; it is mounted late, as fstab says, or
        /// although nothing says so.
        case reinstall, lateDisk
        /// The log is lost, and what the machine remembers is not.
        case loseData
        /// The disk with the data is not mounted, although fstab says where, or though nothing says
        /// so.
        case unmount, detach
        /// etcd is stopped, and its machine up.
        case stop
        /// Whatever listens answers nothing.
        case slow
        case isolate, cutLink
        /// The answer to `member add` is lost; a request that timed out is carried out later.
        case replyLost, late
        /// The operator takes a member out, unasked.
        case operatorRemove
        /// An etcd is installed that cannot take over the data.
        case upgrade

        package static let common: Set = [
            Fault.off, .allOff, .wipe, .reinstall, .loseData, .unmount, .replyLost, .isolate,
            .cutLink, .slow,
            .stop, .operatorRemove,
        ]
    }

    package struct Options: OptionSet, Sendable {
        package let rawValue: Int
        package init(rawValue: Int) { self.rawValue = rawValue }
        /// Followers may apply late; a power cut forgets what was applied last.
        package static let lag = Options(rawValue: 1)
        /// All peers are asked in one moment.
        package static let atomic = Options(rawValue: 2)
        /// What a client port lists is asked for some time after the quorum.
        package static let slowLists = Options(rawValue: 32)
        /// `member list` is answered from memory, as by etcd 3.4.
        package static let localLists = Options(rawValue: 4)
        package static let noCurl = Options(rawValue: 8)
        /// The operator types `join --found` without knowing that the silent machines have no data.
        package static let hasty = Options(rawValue: 64)
        /// cluster.yaml says that the cluster is there.
        package static let isThere = Options(rawValue: 16)
        package static let named: [String: Options] = [
            "lag": .lag, "atomic": .atomic, "list34": .localLists, "nocurl": .noCurl,
            "slowlists": .slowLists, "hasty": .hasty, "existing": .isThere,
        ]
    }

    package let name: String
    package var faults: Set<Fault>
    /// How many faults a history may have.
    package var budget: UInt8
    /// How often the operator does what a sentence says.
    package var operations: UInt8 = 2
    /// How many writes of clients.
    package var writes: UInt8
    package var options: Options
    package var mutation: Mutation?

    /// How many machines there are.
    let count: Int
    /// The members that are at work in the beginning.
    let founders: [UInt8]
    /// The machines of the description that a machine netbooted now gets.
    let newest: [UInt8]
    /// A machine with the name and the address of another.
    let twin: UInt8?
    /// The first so many machines have the agent of before the gate answered.
    let mute: Int

    /// Reads `birth3`, `born3`, `grow1to3`, `shrink3to2`, `twin3`, or `half3`, in which one
    /// machine's agent is of before; nil for anything else.
    package init?(
        _ name: String,
        budget: UInt8,
        writes: UInt8 = 1,
        faults: Set<Fault> = Fault.common,
        options: Options = [],
        mutation: Mutation? = nil
    ) {
        guard let match = name.wholeMatch(of: /(birth|born|twin|half|grow|shrink)(\d)(?:to(\d))?/),
            let first = UInt8(match.2), let last = match.3.map({ UInt8($0) }) ?? first,
            (1...5).contains(first), (1...5).contains(last)
        else { return nil }
        let kind = match.1
        (self.name, self.budget, self.writes) = (name, budget, writes)
        (self.faults, self.options, self.mutation) = (faults, options, mutation)
        founders = kind == "birth" || kind == "half" ? [] : Array(0..<first)
        newest = Array(0..<last)
        twin = kind == "twin" ? last - 1 : nil
        mute = kind == "half" ? 1 : 0
        // Of a twin that no packet reaches, nobody can know.
        if kind == "twin" { self.faults.subtract([.isolate, .cutLink]) }
        count = Int(max(first, last)) + (kind == "twin" ? 1 : 0)
        guard count <= State.slots, match.3 != nil || kind != "grow" && kind != "shrink" else {
            return nil
        }
    }

    /// The descriptions: that of the founders, the newest, and the newest after a cluster that is
    /// not there was founded by hand.
    var descriptions: [(machines: [UInt8], isThere: Bool)] {
        let isThere = options.contains(.isThere)
        return [
            (founders.isEmpty ? newest : founders, isThere), (newest, isThere), (newest, false),
        ]
    }

    /// The cluster that machines of a description found: etcd names it by URLs and token alone.
    static func cluster(of description: UInt8) -> UInt8 { min(description, 1) }

    /// How many members come in addition to the founders, or late.
    var growth: UInt8 { UInt8(founders.isEmpty ? count : max(0, newest.count - founders.count)) }

    /// Where everything begins.
    func start(in logs: LogTable) -> State {
        var state = State()
        (state.budget, state.writes) = (budget, writes)
        // A description is a cluster: of equal ones, the IDs are equal.
        let old: UInt8 = founders == newest || founders.isEmpty ? 1 : 0
        var log = founders.isEmpty ? 0 : logs.founded(old, by: founders)
        for machine in founders {
            log = logs.log(log, .published, logs.founderID(machine, old), term: 1)
        }
        // The operator has just taken those out that are not described any more.
        let gone = founders.filter { !newest.contains($0) }
        for machine in gone { log = logs.log(log, .removed, logs.founderID(machine, old), term: 1) }
        for place in 0..<count {
            var machine = Machine()
            machine.number = UInt8(place)
            machine.description = 1
            if place < mute { machine.flags.insert(.mute) }
            if twin != nil, place == count - 1 {
                machine.number = twin ?? 0
            } else if founders.contains(UInt8(place)) {
                machine.phase = .running
                machine.flags.insert(.serves)
                (machine.log, machine.applied) = (log, log)
                machine.id = logs.founderID(UInt8(place), old)
                machine.standing = .member
                if gone.contains(UInt8(place)) {
                    machine.description = old
                    (machine.log, machine.applied) = (logs[log].parent, logs[log].parent)
                }
            }
            state.machines[place] = machine
        }
        state.head = log
        return state
    }
}
