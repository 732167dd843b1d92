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
}
