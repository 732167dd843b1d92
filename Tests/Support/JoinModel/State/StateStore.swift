import Glibc

/// All states that were seen, in the order in which they were: a hash table of their numbers.
final class StateStore {
    private(set) var states: [State] = []
    /// The state that each was first reached from.
    private(set) var parents: [UInt32] = []
    private var table: [UInt32]
    private var mask: Int

    static let none = UInt32.max

    init() {
        precondition(MemoryLayout<State>.size % 8 == 0, "a state is hashed in words")
        table = Array(repeating: Self.none, count: 1 << 16)
        mask = table.count - 1
    }

    /// The number of a state, and whether it is new.
    func insert(_ state: State, parent: UInt32) -> (number: UInt32, isNew: Bool) {
        if states.count * 2 > table.count { grow() }
        var place = hash(state) & mask
        while table[place] != Self.none {
            if isSame(states[Int(table[place])], state) { return (table[place], false) }
            place = (place + 1) & mask
        }
        let number = UInt32(states.count)
        table[place] = number
        states.append(state)
        parents.append(parent)
        return (number, true)
    }

    /// The numbers from the first state to this one.
    func path(to number: UInt32) -> [UInt32] {
        var path = [number]
        while let first = path.last, parents[Int(first)] != Self.none {
            path.append(parents[Int(first)])
        }
        return path.reversed()
    }

    func isSame(_ one: State, _ other: State) -> Bool {
        withUnsafeBytes(of: one) { one in
            withUnsafeBytes(of: other) { other in
                guard let one = one.baseAddress, let other = other.baseAddress else { return false }
                return memcmp(one, other, MemoryLayout<State>.size) == 0
            }
        }
    }

    private func hash(_ state: State) -> Int {
        withUnsafeBytes(of: state) { bytes in
            var hash: UInt64 = 0x9e37_79b9_7f4a_7c15
            for word in bytes.bindMemory(to: UInt64.self) {
                hash = (hash ^ word) &* 0xff51_afd7_ed55_8ccd
                hash ^= hash >> 29
            }
            return Int(truncatingIfNeeded: hash ^ (hash >> 32))
        }
    }

    private func grow() {
        table = Array(repeating: Self.none, count: table.count * 2)
        mask = table.count - 1
        for number in states.indices {
            var place = hash(states[number]) & mask
            while table[place] != Self.none { place = (place + 1) & mask }
            table[place] = UInt32(number)
        }
    }
}
