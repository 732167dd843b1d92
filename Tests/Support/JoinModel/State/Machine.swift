/// A machine with its disks, its record, and what its gate and its etcd have in memory.
///
/// It has no gaps between its members: states are compared byte by byte.
struct Machine {
    enum Phase: UInt8 {
        case off
        /// The machine is up, and neither its etcd nor its gate runs.
        case stopped
        /// At the gate, between two looks.
        case waiting
        /// In a look: the others are asked one after the other.
        case asking
        /// About to change the cluster's list of members.
        case acting
        /// Added; what `member add` answered is not written down yet.
        case added
        /// Past the gate, as a founder; the gate still answers.
        case founding
        /// Past the gate, as an added member.
        case joining
        case running
        /// etcd has ended because it was removed, with 0: nothing starts it again.
        case ended
    }

    struct Flags: OptionSet {
        var rawValue: UInt16
        /// Whatever listens there answers nothing.
        static let slow = Flags(rawValue: 1)
        /// The disk with the data is not mounted.
        static let detached = Flags(rawValue: 2)
        /// fstab or a unit says where it is to be mounted.
        static let mountKnown = Flags(rawValue: 4)
        /// etcd serves clients: it has published itself.
        static let serves = Flags(rawValue: 8)
        /// The agent is one of before the gate answered.
        static let mute = Flags(rawValue: 16)
        /// The installed etcd cannot take over the data.
        static let held = Flags(rawValue: 32)
        /// Nothing on this machine tells that there is a disk with data.
        static let late = Flags(rawValue: 64)
        /// This instance saw a history, whatever it remembers.
        static let saw = Flags(rawValue: 128)
        /// It was netbooted anew, and is not on yet.
        static let isNew = Flags(rawValue: 512)
        /// It is about to found a cluster alone.
        static let alone = Flags(rawValue: 256)
    }

    enum Standing: UInt8 { case none, begun, begunAlone, announcing, announced, member }

    var phase = Phase.off
    /// How many of the others were asked.
    var step: UInt8 = 0
    /// Whose name and address it has.
    var number: UInt8 = 0
    /// Which description it has.
    var description: UInt8 = 0
    var flags: Flags = []

    // The record.
    var standing = Standing.none
    var announced: UInt8 = 0
    /// The number of the machine that told of a history, and 1.
    var heard: UInt8 = 0
    /// The machines without which it may found, as bits.
    var without: UInt8 = 0
    var announcedEnvironment: UInt16 = 0

    // The disks: what is mounted, and what is not.
    var log: LogNumber = 0
    var applied: LogNumber = 0
    var hiddenLog: LogNumber = 0
    var hiddenApplied: LogNumber = 0
    var id: UInt8 = 0
    var hiddenID: UInt8 = 0

    // The gate's memory.
    var added: UInt8 = 0
    private var spare: UInt8 = 0
    var environment: UInt16 = 0
    var answers: InlineArray<4, UInt16> = .init(repeating: 0)
    /// The decision that stands, and the one that is carried out.
    var settling: UInt16 = 0
    var act: UInt16 = 0

    var isOn: Bool { phase != .off }
    var runs: Bool { phase == .running }
    /// Whether it is at the gate, or has just left it as a founder.
    var isAnswering: Bool {
        switch phase {
        case .waiting, .asking, .acting, .added, .founding: true
        case .off, .stopped, .joining, .running, .ended: false
        }
    }
    func has(_ flag: Flags) -> Bool { flags.contains(flag) }

    /// What ends with a look, or with the gate.
    mutating func endLook(_ next: Phase, keepsSettling: Bool = false) {
        (step, act, added) = (0, 0, 0)
        for place in answers.indices { answers[place] = 0 }
        if !keepsSettling { settling = 0 }
        phase = next
    }

    /// What ends with the power.
    mutating func cut() {
        // The record has no order any more that is being done; only what is answered still has.
        if phase == .founding { without = 0 }
        endLook(.off)
        environment = 0
        flags.subtract([.slow, .serves])
    }

    /// Forgets what it remembered, as `join --replace` and a new instance do.
    mutating func forget() {
        (standing, announced, announcedEnvironment, heard, without) = (.none, 0, 0, 0, 0)
        flags.remove(.saw)
    }

    /// Remembers that its data is here.
    mutating func rememberData() {
        forget()
        standing = .member
        flags.remove(.late)
    }

    mutating func loseLog() { (log, applied, id) = (0, 0, 0) }

    /// Between a disk that is mounted and what lies below its mount point.
    mutating func swapDisks() {
        (log, hiddenLog) = (hiddenLog, log)
        (applied, hiddenApplied) = (hiddenApplied, applied)
        (id, hiddenID) = (hiddenID, id)
        flags.formSymmetricDifference(.detached)
    }
}
