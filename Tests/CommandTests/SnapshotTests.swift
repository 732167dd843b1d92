import Foundation
import TestSupport
import Testing

/// What the other suites rely on when they say that nothing was written.
@Suite struct SnapshotTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    @Test func `a tree that nobody touched is as it was`() throws {
        let before = try root.snapshot()
        _ = root.text("/etc/group")
        #expect(try root.snapshot().changes(since: before) == [])
    }

    @Test(arguments: [
        // what is done, what is seen of it
        ("touch etc/group", ["/etc/group: modified, changed"]),
        ("touch -a -d 2001-01-01 etc/group", ["/etc/group: changed"]),
        ("chmod 600 etc/group", ["/etc/group: mode, changed"]),
        ("ln etc/group a", ["/: modified, changed", "/a: new", "/etc/group: links, changed"]),
        ("rm etc/group", ["/etc: modified, changed", "/etc/group: gone"]),
        ("mkdir var/x", ["/var: links, modified, changed", "/var/x: new"]),
        ("setfattr -n user.x -v 1 etc/group", ["/etc/group: changed, attributes"]),
        (
            "cp etc/group x; mv x etc/group",
            [
                "/: modified, changed", "/etc: modified, changed",
                "/etc/group: inode, modified, changed",
            ]
        ),
        (
            "echo x > etc/group; touch -d 2001-01-01 etc/group",
            ["/etc/group: modified, changed, contents"]
        ),
    ])
    func `every change is seen`(script: String, seen: [String]) async throws {
        let before = try root.snapshot()
        try await Command(["sh", "-ec", "cd \"$1\"; \(script)", "sh", root.url.path]).succeed()
        #expect(try root.snapshot().changes(since: before) == seen)
    }
}
