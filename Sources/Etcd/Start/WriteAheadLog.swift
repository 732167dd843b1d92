/// etcd's write-ahead log (etcd's `server/storage/wal`: `encoder.go`, and `wal.go` for the kinds of
/// records).
package enum WriteAheadLog {
    /// The file that etcd makes first (`wal.go`, `walName()`).
    package static let first = "0000000000000000-0000000000000000.wal"
    /// How many bytes tell whether anything is in it.
    package static let beginning = 4096

    /// Whether etcd made this file and was cut before it put anything into it: whose log it is, and
    /// no entry, no vote and no snapshot. False for what is not understood.
    package static func isEmpty(_ bytes: [UInt8]) -> Bool {
        var (isNamed, end) = (false, 0)
        while let record = LogRecord(at: end, in: bytes) {
            switch record.kind {
            case .metadata: isNamed = true
            case .checksum: break
            // Of index and term 0, which every log begins with.
            case .snapshot where record.data == [0x08, 0, 0x10, 0]: break
            default: return false
            }
            end = record.end
        }
        return isNamed && bytes.count >= end + 8 && isUnwritten(bytes[end...])
    }

    /// Whether nothing follows: what was allocated and not written.
    private static func isUnwritten(_ rest: ArraySlice<UInt8>) -> Bool {
        rest.prefix(8).allSatisfy { $0 == 0 }
    }

    /// The last file of a log with every entry in it committed, as if the others had answered; nil
    /// where that is so already, or where the file is not understood.
    ///
    /// The index up to which entries are committed is not synced by itself (raft's `MustSync`):
    /// after a power cut the last entry that was acknowledged lies above it, and an etcd that is
    /// made to go on alone drops what does (`CommitedEntries`, in `etcdserver/bootstrap.go`). What
    /// is whole is kept; a record that was torn, and has nothing after it, was never synced.
    package static func committed(_ file: [UInt8], after previous: [UInt8]?) -> [UInt8]? {
        var (checksum, end) = (CRC32C(), 0)
        var state: [UInt64: UInt64]?
        var entry = previous.flatMap(lastEntry)
        var isTorn = false
        while let record = LogRecord(at: end, in: file) {
            let next = record.kind == .checksum ? record.checksum : checksum.adding(record.data)
            guard next == record.checksum else {
                isTorn = file[record.end...].allSatisfy { $0 == 0 }
                break
            }
            if record.kind == .entry { entry = record.numbers }
            if record.kind == .state { state = record.numbers }
            (checksum, end) = (next, record.end)
        }
        // What else follows is not understood: etcd judges that, and nothing is cut off.
        guard isTorn || isUnwritten(file[end...]) else { return nil }
        // Of a state: term, vote, commit; of an entry: type, term, index (raft's `raft.proto`).
        guard let state, let entry, let index = entry[3], index > state[3] ?? 0 else { return nil }
        let term = max(state[1] ?? 0, entry[2] ?? 0)
        let vote = term == state[1] ? state[2] ?? 0 : 0
        let record = LogRecord(.state, [term, vote, index], after: checksum)
        return Array(file[..<end]) + record.bytes
    }

    private static func lastEntry(of file: [UInt8]) -> [UInt64: UInt64]? {
        var (entry, end) = ([UInt64: UInt64]?.none, 0)
        while let record = LogRecord(at: end, in: file) {
            if record.kind == .entry { entry = record.numbers }
            end = record.end
        }
        return entry
    }
}
