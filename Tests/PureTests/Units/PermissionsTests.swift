import Testing
@testable import Basics
@testable import Units

@Suite struct PermissionsTests {
    /// A list of tags with rights, for an ID each.
    private static func list(_ entries: (tag: UInt8, rights: UInt8)...) -> [UInt8] {
        [2, 0, 0, 0] + entries.flatMap { [$0.tag, 0, $0.rights, 0, 42, 0, 0, 0] }
    }

    @Test(
        arguments: [
            // mode, group, list, whether others may write
            (0o644, 0, [], false),
            (0o664, 0, [], false),
            (0o664, 4, [], true),
            (0o646, 0, [], true),
            (0o664, 0, list((2, 6)), true),
            (0o664, 0, list((8, 2)), true),
            (0o664, 0, list((2, 5), (4, 7)), false),
            // The mask.
            (0o644, 0, list((2, 6), (16, 4)), false),
            (0o664, 4, list((4, 5), (2, 4), (16, 6)), false),
            // Cut off.
            (0o644, 0, [2, 0, 0], false),
            (0o664, 0, [2, 0, 0, 0, 2, 0, 6], false),
        ] as [(UInt32, UInt32, [UInt8], Bool)]
    )
    func `others write what mode and list let them`(
        mode: UInt32,
        group: UInt32,
        list: [UInt8],
        isWritable: Bool
    ) {
        let ownership = Ownership(group: group, mode: mode)
        let permissions = Permissions(isOwn: true, ownership, accessList: list)
        #expect(permissions.lets(others: .write) == isWritable)
        #expect(Permissions(isOwn: false, ownership, accessList: list).lets(others: .write))
    }
}
