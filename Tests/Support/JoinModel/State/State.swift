/// All machines, and what has happened to them.
struct State {
    static let slots = 5

    /// IDs whose log is lost.
    var lost = IDs()
    var machines: InlineArray<5, Machine> = .init(repeating: Machine())
    /// The pairs of machines that do not reach each other, as bits.
    private(set) var links: UInt16 = 0
    /// The log with the last entry that was acknowledged.
    var head: LogNumber = 0
    /// How many faults may still come.
    var budget: UInt8 = 0
    /// How many came.
    var used: UInt8 = 0
    /// How many writes of clients may still come.
    var writes: UInt8 = 0
    var nextID: UInt8 = 11
    /// How many members were added.
    var additions: UInt8 = 0
    /// How often the operator did what a sentence says.
    var operations: UInt8 = 0
    /// A request that timed out, and may still be carried out.
    var late = Late.none
    var lateSubject: UInt8 = 0
    private var spare: InlineArray<6, UInt8> = .init(repeating: 0)

    enum Late: UInt8 { case none, addition, removal }

    mutating func pay() { (budget, used) = (budget - 1, used + 1) }

    /// Netboots a machine anew, with empty disks.
    mutating func wipe(_ place: Int, _ logs: LogTable) {
        let old = machines[place]
        lose(old.log, of: old.id, logs)
        lose(old.hiddenLog, of: old.hiddenID, logs)
        reset(place)
    }

    /// A log is lost with what it promised; one in which nobody has written promised nothing.
    mutating func lose(_ log: LogNumber, of id: UInt8, _ logs: LogTable) {
        if logs[log].depth > 1 { lost.insert(id) }
    }

    /// Another instance on the same machine.
    mutating func reset(_ place: Int) {
        let number = machines[place].number
        machines[place] = Machine()
        (machines[place].number, machines[place].description) = (number, 1)
        machines[place].flags.insert(.isNew)
    }

    func isLinked(_ one: Int, _ other: Int) -> Bool {
        one == other || links & Self.bit(one, other) == 0
    }
    mutating func cutLink(_ one: Int, _ other: Int) { links |= Self.bit(one, other) }
    mutating func heal() { links = 0 }

    private static func bit(_ one: Int, _ other: Int) -> UInt16 {
        let (low, high) = (min(one, other), max(one, other))
        return 1 << UInt16(high * (high - 1) / 2 + low)
    }
}
