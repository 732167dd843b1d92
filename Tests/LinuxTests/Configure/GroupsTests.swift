import Foundation
import TestSupport
import Testing
@testable import Configure
@testable import Desired
@testable import Linux
@testable import LinuxConfigure

/// An image with the files that groupadd needs.
func groupImage() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write("root:x:0:\n", to: "etc/group")
    try directory.write("root:*::\n", to: "etc/gshadow")
    return directory
}

@Suite(.timeLimit(.minutes(20)))
struct GroupsTests {
    @Test(arguments: [
        // group file                         whether docker is in it
        ("docker:x:999:\n", true),
        ("root:x:0:\ndocker:x:999:core,ops\nusers:x:100:\n", true),
        ("root:x:0:\ndocker:x:999:", true),
        ("docker:::", true),
        ("", false),
        ("\n\n", false),
        ("docker\n", false),
        ("dockers:x:999:\n", false),
        ("podocker:x:999:\n", false),
        ("Docker:x:999:\n", false),
        ("users:x:100:docker:\n", false),
        ("+docker:::\n", false),
        ("#docker:x:999:\n", false),
        (" docker:x:999:\n", false),
    ])
    func `a group is looked for by its whole name`(groupFile: String, isThere: Bool) {
        #expect((GroupFile(Array(groupFile.utf8)).line(of: "docker") != nil) == isThere)
    }

    @Test func `a group is the same only byte for byte`() {
        #expect(GroupFile(Array("cafe\u{301}:x:999:\n".utf8)).line(of: "caf\u{e9}") == nil)
    }

    @Test func `a group is added to an image`() throws {
        let image = try groupImage()
        let root = try Root(image.path)
        #expect(try Groups(of: root).state(of: "docker") == .absent)
        try Groups(of: root).make(.add("docker"))
        #expect(try Groups(of: root).state(of: "docker") != .absent)
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::\n")
        #expect(try image.names(in: "etc") == ["group", "group-", "gshadow", "gshadow-"])
    }

    @Test func `a group is added to an image whose path is relative`() throws {
        let image = try groupImage()
        let here = FileManager.default.currentDirectoryPath
        let up = String(repeating: "../", count: here.split(separator: "/").count)
        try Groups(of: Root(up + image.path.dropFirst())).make(.add("docker"))
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
    }

    @Test func `a group that is there already is left as it is`() throws {
        let image = try groupImage()
        try image.write("docker:x:42:ops\n", to: "etc/group")
        try Groups(of: Root(image.path)).make(.add("docker"))
        #expect(try image.text(of: "etc/group") == "docker:x:42:ops\n")
    }

    @Test func `a group is added past the lock of a process that is gone`() throws {
        let image = try groupImage()
        let gone = try Program.start("true", limit: .seconds(20))
        _ = try gone.wait()
        try image.write("\(gone.process)\0", to: "etc/group.lock")
        try Groups(of: Root(image.path)).make(.add("docker"))
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
    }

    @Test func `a group whose line in gshadow was cut off is finished`() throws {
        let image = try groupImage()
        let root = try Root(image.path)
        #expect(try Groups(of: root).state(of: "docker") != .unfinished)
        try image.write("root:x:0:\ndocker:x:999:ops\n", to: "etc/group")
        #expect(try Groups(of: root).state(of: "docker") == .unfinished)
        try Groups(of: root).make(.finish("docker"))
        #expect(try Groups(of: root).state(of: "docker") != .unfinished)
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:ops\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::ops\n")
    }

    @Test func `a group needs no line in a gshadow that is not there`() throws {
        let image = try TemporaryDirectory()
        try image.write("docker:x:999:\n", to: "etc/group")
        #expect(try Groups(of: Root(image.path)).state(of: "docker") == .present)
    }

    @Test func `a group that cannot be added is refused in groupadd's own words`() throws {
        let image = try groupImage()
        #expect(
            throws: GroupError.refused(
                "a b",
                .exited(3),
                words: "groupadd: 'a b' is not a valid group name\n"
            )
        ) { try Groups(of: Root(image.path)).make(.add("a b")) }
    }

    @Test(
        arguments: [
            (
                .refused(
                    "docker",
                    .exited(10),
                    words: "groupadd: lock /etc/group.lock already used by PID 7\n"
                        + "groupadd: cannot lock /etc/group; try again later.\n"
                ),
                "group 'docker': groupadd: lock /etc/group.lock already used by PID 7; "
                    + "groupadd: cannot lock /etc/group; try again later. (exit status 10)"
            ),
            (
                .refused("docker", .signaled(11), words: ""),
                "group 'docker': no reason was given (killed by signal 11)"
            ),
            (.program(.notFound("groupadd")), "groupadd: not found in PATH"),
            (
                .disk(.system(.remove, path: "/etc/group.lock", errno: EROFS)),
                "/etc/group.lock: cannot remove: Read-only file system"
            ),
        ] as [(GroupError, String)]
    )
    func `a refused group is told in one line`(error: GroupError, line: String) {
        #expect(error.description == line)
    }
}
