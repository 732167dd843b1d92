import Testing

/// The model of a disk that forgets, on changes of the test's own.
@Suite struct CrashStatesTests {
    private static let states = CrashStates(exhaustive: 6, triesPairs: true)
    private static let bytes = Array("whole".utf8)
    private static let file = RememberedDisk.Inode(kind: .file, mode: 0o644)
    /// A file of somebody else's, and after it a directory that we make.
    private static let others: [DiskTrace.Step] = [
        .change(.name(directory: RememberedDisk.top, "set-hostname", inode: 1)),
        .change(.bytes(inode: 1, at: 0, bytes)),
    ]
    private static let ours: [DiskTrace.Step] = [
        .change(.name(directory: RememberedDisk.top, "ours", inode: 2)),
        .flush(inode: RememberedDisk.top),
    ]

    private func contents(after steps: [DiskTrace.Step]) -> Set<[UInt8]?> {
        let trace = DiskTrace(steps: steps, made: [1: Self.file, 2: Self.file])
        let disks = Self.states.all(of: trace).filter { $0.inode(at: "ours") != nil }
        return Set(disks.map { disk in disk.tree["/set-hostname"]?.contents })
    }

    @Test func `a flush of ours can leave another's file empty`() {
        #expect(contents(after: Self.others + Self.ours).contains([]))
    }

    @Test func `no file is empty that was whole before the file system was flushed`() {
        #expect(contents(after: Self.others + [.flushAll] + Self.ours) == [Self.bytes])
    }
}
