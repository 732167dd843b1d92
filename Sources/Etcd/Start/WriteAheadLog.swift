/// The beginning of etcd's write-ahead log (etcd's `server/storage/wal`: `encoder.go`, and `wal.go`
/// for the types of records).
package enum WriteAheadLog {
    /// The file that etcd makes first (`wal.go`, `walName()`).
    package static let first = "0000000000000000-0000000000000000.wal"
    /// How many bytes tell whether anything is in it.
    package static let beginning = 4096

    /// Whether etcd made this file and was cut before it put anything into it: whose log it is, and
    /// no entry, no vote and no snapshot. False for what is not understood.
    package static func isEmpty(_ bytes: [UInt8]) -> Bool {
        var rest = bytes[...]
        var isNamed = false
        while rest.count >= 8 {
            let frame = rest.prefix(8).reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            // What was allocated and not written.
            if frame == 0 { return isNamed }
            let padding = frame >> 63 == 1 ? frame >> 56 & 7 : 0
            let count = Int(frame & (1 << 56 - 1))
            let record = rest.dropFirst(8).prefix(count)
            guard record.count == count, count >= 2, record[record.startIndex] == 0x08 else {
                return false
            }
            switch record[record.startIndex + 1] {
            case 1: isNamed = true
            case 4: break
            // Of index and term 0, which every log begins with.
            case 5 where record.suffix(6) == [0x1A, 4, 0x08, 0, 0x10, 0]: break
            default: return false
            }
            rest = rest.dropFirst(8 + count + Int(padding))
        }
        return false
    }
}
