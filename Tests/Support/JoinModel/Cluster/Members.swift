/// A member as a log has it.
struct Entry: Equatable {
    /// Below 64: sets of them are bits of a word.
    var id: UInt8
    /// The machine at whose URL it is.
    var machine: UInt8
    var isNamed: Bool
    /// Whether it has published itself.
    var hasRun: Bool
}

/// The members that a log names, at most five, in one word: they are copied and compared in every
/// state.
struct Members: Hashable, RandomAccessCollection {
    private var bits: UInt64 = 0
    private static let width: UInt64 = 12

    var startIndex: Int { 0 }
    var endIndex: Int { Int(bits >> 60) }

    subscript(position: Int) -> Entry {
        get {
            let part = bits >> (UInt64(position) * Self.width)
            return Entry(
                id: UInt8(part & 63),
                machine: UInt8(part >> 6 & 7),
                isNamed: part & 0x200 != 0,
                hasRun: part & 0x400 != 0
            )
        }
        set {
            let place = UInt64(position) * Self.width
            let part =
                UInt64(newValue.id) | UInt64(newValue.machine) << 6
                | (newValue.isNamed ? 0x200 : 0) | (newValue.hasRun ? 0x400 : 0)
            bits = bits & ~(0xfff << place) | part << place
        }
    }

    mutating func append(_ entry: Entry) {
        precondition(count < 5, "a list of more members than there are machines")
        let place = count
        bits += 1 << 60
        self[place] = entry
    }

    func without(_ id: UInt8) -> Members {
        var rest = Members()
        for entry in self where entry.id != id { rest.append(entry) }
        return rest
    }

    func only(_ id: UInt8) -> Members {
        var rest = Members()
        for entry in self where entry.id == id { rest.append(entry) }
        return rest
    }

    mutating func publish(_ id: UInt8) {
        for place in indices where self[place].id == id {
            (self[place].isNamed, self[place].hasRun) = (true, true)
        }
    }

    func has(_ id: UInt8) -> Bool { contains { $0.id == id } }
    func entry(of machine: UInt8) -> Entry? { first { $0.machine == machine } }
    var hasHistory: Bool { contains(where: \.hasRun) }
}

/// A set of members' IDs.
struct IDs: Equatable {
    private(set) var bits: UInt64 = 0
    func contains(_ id: UInt8) -> Bool { bits & 1 << UInt64(id) != 0 }
    mutating func insert(_ id: UInt8) { bits |= 1 << UInt64(id) }
    mutating func remove(_ id: UInt8) { bits &= ~(1 << UInt64(id)) }
}
