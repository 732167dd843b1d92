import Foundation
import Testing
@testable import Etcd

@Suite struct WriteAheadLogTests {
    /// What etcd 3.5.16 had written when it was cut: a checksum, whose log it is, and that there is
    /// no snapshot.
    private static let made = """
        BAAAAAAAAIQIBBAAAAAAAB8AAAAAAACBCAEQxMqzyw0aFQi/np3pgpqnxE0QmIW73p/7uoLgAQAOAAAAAAAAgggFENvg4PwDGgQIABAAAAA=
        """

    /// What follows it, and how much of it all is left.
    @Test(
        arguments: [
            ([], 200, true), ([], 80, false), ([], 70, false), ([], 0, false),
            // An entry, a vote, a snapshot of something, a length beyond the end.
            ([6, 0, 0, 0, 0, 0, 0, 0x82, 0x08, 2, 0x10, 1, 0x1A, 0], 200, false),
            ([6, 0, 0, 0, 0, 0, 0, 0x82, 0x08, 3, 0x10, 1, 0x1A, 0], 200, false),
            ([6, 0, 0, 0, 0, 0, 0, 0x82, 0x08, 5, 0x10, 1, 0x1A, 0], 200, false),
            ([0xFF, 0, 0, 0, 0, 0, 0, 0, 0x08, 4], 200, false),
        ] as [([UInt8], Int, Bool)]
    )
    func `a log that is understood, and has nothing in it, is empty`(
        later: [UInt8],
        length: Int,
        isEmpty: Bool
    ) throws {
        let made = try #require(Data(base64Encoded: Self.made))
        let bytes = Array(made) + later + [UInt8](repeating: 0, count: 200)
        #expect(WriteAheadLog.isEmpty(Array(bytes.prefix(length))) == isEmpty)
    }

    @Test func `zeros are no log that is understood`() {
        #expect(!WriteAheadLog.isEmpty([UInt8](repeating: 0, count: 200)))
    }

    @Test func `the checksum is Go's of Castagnoli's table`() {
        #expect(CRC32C().adding(Array("123456789".utf8)[...]).value == 0xE306_9283)
    }

    /// A log with these entries, each a term and an index, and the last of its states.
    private static func log(_ entries: [(UInt64, UInt64)], committed: UInt64) -> [UInt8] {
        var (bytes, checksum) = ([UInt8](), CRC32C(value: 7))
        bytes += LogRecord(.checksum, [], after: checksum).bytes
        let records: [(LogRecord.Kind, [UInt64])] =
            [(.metadata, [1, 2]), (.snapshot, [0, 0])] + entries.map { (.entry, [0, $0, $1]) }
            + [(.state, [2, 0xA3B1_0000_0000_0007, committed])]
        for (kind, numbers) in records {
            let record = LogRecord(kind, numbers, after: checksum)
            (bytes, checksum) = (bytes + record.bytes, record.checksum)
        }
        return bytes
    }

    private static func states(of log: [UInt8]) -> [[UInt64?]] {
        var (states, end) = ([[UInt64?]](), 0)
        while let record = LogRecord(at: end, in: log) {
            if record.kind == .state { states.append((1...3).map { record.numbers[$0] }) }
            end = record.end
        }
        return states
    }

    private static let nothing = [UInt8](repeating: 0, count: 64)

    @Test func `what was written and not committed is committed, to the last entry`() throws {
        let log = Self.log([(2, 5), (2, 9), (2, 6)], committed: 5)
        let committed = try #require(WriteAheadLog.committed(log + Self.nothing, after: nil))
        #expect(committed.starts(with: log))
        #expect(Self.states(of: committed).last == [2, 0xA3B1_0000_0000_0007, 6])
        #expect(WriteAheadLog.committed(committed, after: nil) == nil)
        #expect(WriteAheadLog.committed(Self.log([(2, 6)], committed: 6), after: nil) == nil)
    }

    @Test func `an entry of a later term than the state's makes its term, and no vote in it`()
        throws
    {
        let committed = WriteAheadLog.committed(Self.log([(3, 6)], committed: 5), after: nil)
        #expect(Self.states(of: try #require(committed)).last == [3, 0, 6])
    }

    @Test func `in a file that has no entry yet, the entries of the one before count`() throws {
        let log = Self.log([], committed: 5)
        #expect(WriteAheadLog.committed(log, after: nil) == nil)
        let committed = WriteAheadLog.committed(log, after: Self.log([(2, 8)], committed: 5))
        #expect(Self.states(of: try #require(committed)).last == [2, 0xA3B1_0000_0000_0007, 8])
    }

    @Test func `a record that was torn goes, and one with records after it is etcd's to judge`()
        throws
    {
        let whole = Self.log([(2, 6)], committed: 5)
        var torn = LogRecord(.entry, [0, 2, 7], after: CRC32C(value: 1)).bytes
        torn[torn.count - 5] ^= 1
        let committed = try #require(
            WriteAheadLog.committed(whole + torn + Self.nothing, after: nil)
        )
        #expect(Self.states(of: committed).map { $0[2] } == [5, 6])
        #expect(committed.starts(with: whole))
        #expect(WriteAheadLog.committed(whole + torn + whole, after: nil) == nil)
        // A record of a kind that is not known.
        let other: [UInt8] = [6, 0, 0, 0, 0, 0, 0, 0x82, 0x08, 9, 0x10, 1, 0x1A, 0, 0, 0]
        #expect(WriteAheadLog.committed(whole + other + whole, after: nil) == nil)
    }
}
