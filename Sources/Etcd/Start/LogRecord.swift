/// One record of etcd's write-ahead log (`wal/decoder.go`; `walpb/record.proto`): a length, the
/// kind, the checksum of all that the log holds up to its end, and what it holds.
struct LogRecord {
    /// What a record is (`wal.go`).
    enum Kind: UInt64 {
        case metadata = 1
        case entry, state, checksum, snapshot
    }

    let kind: Kind
    let checksum: CRC32C
    let data: ArraySlice<UInt8>
    /// Where the next record begins.
    let end: Int

    /// The record that begins here; nil where there is none, or none that is understood.
    init?(at start: Int, in file: [UInt8]) {
        guard file.count >= start + 8 else { return nil }
        let frame = file[start..<start + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let count = Int(frame & (1 << 56 - 1))
        let padding = frame >> 63 == 1 ? Int(frame >> 56 & 7) : 0
        guard count > 0, count <= file.count - start - 8 else { return nil }
        var rest = file[(start + 8)...].prefix(count)
        let numbers = Self.numbers(&rest)
        guard let kind = numbers[1].flatMap(Kind.init), let sum = numbers[2],
            let checksum = UInt32(exactly: sum)
        else { return nil }
        // Empty for want of it, too.
        if rest.popFirst() == 0x1A {
            guard let length = Self.number(&rest), length == rest.count else { return nil }
        } else {
            guard rest.isEmpty else { return nil }
        }
        (self.kind, self.checksum, data) = (kind, CRC32C(value: checksum), rest)
        end = min(start + 8 + count + padding, file.count)
    }

    /// A record of numbers, which are its fields from the first on, for the end of a log.
    init(_ kind: Kind, _ numbers: [UInt64], after checksum: CRC32C) {
        data = zip(1..., numbers).flatMap { [UInt8($0 << 3)] + Self.bytes(of: $1) }[...]
        (self.kind, self.checksum, end) = (kind, checksum.adding(data), 0)
    }

    /// What it is in a file.
    var bytes: [UInt8] {
        let record =
            [0x08] + Self.bytes(of: kind.rawValue) + [0x10]
            + Self.bytes(of: UInt64(checksum.value)) + [0x1A] + Self.bytes(of: UInt64(data.count))
            + data
        let padding = (8 - record.count % 8) % 8
        let flag = padding == 0 ? 0 : UInt64(0x80 | padding) << 56
        let frame = UInt64(record.count) | flag
        return (0..<8).map { UInt8(truncatingIfNeeded: frame >> ($0 * 8)) } + record
            + [UInt8](repeating: 0, count: padding)
    }

    /// The numbers that it begins with, by their fields.
    var numbers: [UInt64: UInt64] {
        var rest = data
        return Self.numbers(&rest)
    }

    private static func numbers(_ bytes: inout ArraySlice<UInt8>) -> [UInt64: UInt64] {
        var numbers: [UInt64: UInt64] = [:]
        // The wire type of a number is 0.
        while let key = bytes.first, key & 0x87 == 0 {
            bytes.removeFirst()
            numbers[UInt64(key >> 3)] = number(&bytes)
        }
        return numbers
    }

    /// A number as protobuf has it: seven bits a byte, the lowest first.
    private static func number(_ bytes: inout ArraySlice<UInt8>) -> UInt64? {
        var number: UInt64 = 0
        for shift in stride(from: 0, to: 64, by: 7) {
            guard let byte = bytes.popFirst() else { return nil }
            number |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return number }
        }
        return nil
    }

    private static func bytes(of number: UInt64) -> [UInt8] {
        var (rest, bytes) = (number, [UInt8]())
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7F) | 0x80)
            rest >>= 7
        }
        return bytes + [UInt8(rest)]
    }
}

/// A checksum of Castagnoli's polynomial, as Go's `hash/crc32` has it.
struct CRC32C: Equatable {
    private(set) var value: UInt32 = 0

    func adding(_ bytes: ArraySlice<UInt8>) -> CRC32C {
        CRC32C(
            value: ~bytes.reduce(~value) { sum, byte in
                Self.table[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] ^ sum >> 8
            }
        )
    }

    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { sum, _ in sum & 1 == 1 ? sum >> 1 ^ 0x82F6_3B78 : sum >> 1 }
    }
}
