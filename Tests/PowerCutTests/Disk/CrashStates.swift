/// What a disk may hold after a crash: all that was flushed, and of the rest any part.
///
/// The model is stricter than any file system of today: a name, a rename, a write, a mode is on the
/// disk when its own inode was flushed with fsync(2), and until then each of them may be there or
/// not, whatever was done before or after it.
struct CrashStates {
    /// How many changes may be unflushed for all combinations of them to be tried.
    let exhaustive: Int
    /// Whether pairs are left out, and kept without others, as well as single changes.
    let triesPairs: Bool

    /// Every state, each once.
    func all(of trace: DiskTrace) -> Set<RememberedDisk> {
        var disks: Set<RememberedDisk> = []
        var flushed = trace.before
        flushed.inodes.merge(trace.made) { old, _ in old }
        // What the disk may forget, in the order in which it was done.
        var changes: [(change: RememberedDisk.Change, isFlushed: Bool)] = []

        /// Until here, every earlier moment's states are among this one's.
        func flush(_ isFlushed: (RememberedDisk.Change) -> Bool) {
            collect()
            for index in changes.indices where isFlushed(changes[index].change) {
                changes[index].isFlushed = true
            }
            while let first = changes.first, first.isFlushed {
                flushed.apply(first.change)
                changes.removeFirst()
            }
        }

        func collect() {
            let open = changes.indices.filter { !changes[$0].isFlushed }
            for kept in selections(open) {
                for leavesHoles in [false, true] {
                    var disk = flushed
                    for (index, (change, isFlushed)) in changes.enumerated() {
                        if isFlushed || kept.contains(index) {
                            disk.apply(change)
                        } else if leavesHoles,
                            case .bytes(let inode, let offset, let bytes) = change
                        {
                            // The length came to the disk, the bytes did not.
                            disk.apply(.length(inode: inode, offset + bytes.count))
                        }
                    }
                    disks.insert(disk.reachable)
                }
            }
        }

        for step in trace.steps {
            switch step {
            case .change(let change):
                changes.append((change, false))
            case .flush(let inode): flush { $0.subject == inode }
            case .flushAll: flush { _ in true }
            }
        }
        collect()
        return disks
    }

    /// Which of the unflushed changes the disk kept.
    private func selections(_ open: [Int]) -> Set<Set<Int>> {
        guard open.count > exhaustive else {
            return Set(
                (0..<(1 << open.count)).map { mask in
                    Set(open.indices.filter { mask & (1 << $0) != 0 }.map { open[$0] })
                }
            )
        }
        let all = Set(open)
        var selections: Set<Set<Int>> = [all, []]
        for (count, index) in open.enumerated() {
            selections.insert(Set(open.prefix(count)))
            selections.insert([index])
            selections.insert(all.subtracting([index]))
            guard triesPairs else { continue }
            for other in open.prefix(count) {
                selections.insert([index, other])
                selections.insert(all.subtracting([index, other]))
            }
        }
        return selections
    }
}
