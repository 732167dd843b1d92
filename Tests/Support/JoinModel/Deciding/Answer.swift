import Join

/// What a machine said, in numbers.
struct Answer: Hashable {
    /// The number of what its gate said; 0 is nothing.
    var gate: UInt16 = 0
    var port = Port.silent
    /// What its peer port lists.
    var memory: ListNumber = 0
    /// What its client port lists.
    var listed: ListNumber = 0
    var hasStatus = false
    var leader: UInt8 = 0
    var term: UInt8 = 0
    var index: UInt8 = 0
    var hasQuorum = false

    enum Port: UInt8 { case silent, refuses, accepts }
}

extension Answer.Port {
    var value: PeerAnswer.Port {
        switch self {
        case .silent: .silent
        case .refuses: .refuses
        case .accepts: .accepts
        }
    }
}
