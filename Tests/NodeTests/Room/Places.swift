/// The places that this machine has for what tests run, given out in the order of asking.
///
/// Each node's programs hold some ten inotify instances, and the kernel gives root 128 in all: past
/// them, a node's units fail with "too many open files". A `RackMachine` holds none, and waits most
/// of the time.
actor Places {
    static let shared = Places(18)
    static let ofNode = 2

    private var free: Int
    private var queue: [(count: Int, turn: CheckedContinuation<Void, Never>)] = []

    init(_ count: Int) {
        free = count
    }

    /// Waits until so many places are free, and takes them.
    func take(_ count: Int) async {
        guard !queue.isEmpty || count > free else {
            free -= count
            return
        }
        await withCheckedContinuation { queue.append((count, $0)) }
    }

    /// Gives so many places back.
    func give(_ count: Int) {
        free += count
        while let next = queue.first, next.count <= free {
            free -= next.count
            queue.removeFirst().turn.resume()
        }
    }
}
