import Foundation
import TestSupport
import Testing

@testable import BootLinux

/// An image with the files that groupadd wants.
private func image() throws -> TemporaryDirectory {
    let directory = try TemporaryDirectory()
    try directory.write("root:x:0:\n", to: "etc/group")
    try directory.write("root:*::\n", to: "etc/gshadow")
    return directory
}

@Suite(.timeLimit(.minutes(1)))
struct `a system group` {
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
    func `is looked for by its whole name`(groupFile: String, isThere: Bool) {
        #expect(isGroup("docker", in: groupFile) == isThere)
    }

    @Test func `is the same only byte for byte`() {
        #expect(!isGroup("caf\u{e9}", in: "cafe\u{301}:x:999:\n"))
    }

    @Test func `is added to an image`() throws {
        let image = try image()
        let root = try Root(image.path)
        #expect(try !root.hasGroup("docker"))
        try root.addGroup("docker")
        #expect(try root.hasGroup("docker"))
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::\n")
        #expect(try image.names(in: "etc") == ["group", "group-", "gshadow", "gshadow-"])
    }

    @Test func `is added to an image that is named from here`() throws {
        let image = try image()
        let here = FileManager.default.currentDirectoryPath
        let up = String(repeating: "../", count: here.split(separator: "/").count)
        try Root(up + image.path.dropFirst()).addGroup("docker")
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
    }

    @Test func `may be there already`() throws {
        let image = try image()
        try image.write("docker:x:42:ops\n", to: "etc/group")
        try Root(image.path).addGroup("docker")
        #expect(try image.text(of: "etc/group") == "docker:x:42:ops\n")
    }

    @Test func `is added past the lock of a process that is gone`() throws {
        let image = try image()
        let gone = try Program.start("true", limit: .seconds(20))
        _ = try gone.wait()
        try image.write("\(gone.process)\0", to: "etc/group.lock")
        try Root(image.path).addGroup("docker")
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
    }

    @Test func `is finished where its line in gshadow was cut off`() throws {
        let image = try image()
        let root = try Root(image.path)
        #expect(try !root.isGroupUnfinished("docker"))
        try image.write("root:x:0:\ndocker:x:999:ops\n", to: "etc/group")
        #expect(try root.isGroupUnfinished("docker"))
        try root.finishGroup("docker")
        #expect(try !root.isGroupUnfinished("docker"))
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:ops\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::ops\n")
    }

    @Test func `needs no line in a gshadow that is not there`() throws {
        let image = try TemporaryDirectory()
        try image.write("docker:x:999:\n", to: "etc/group")
        #expect(try !Root(image.path).isGroupUnfinished("docker"))
    }

    @Test func `is refused in groupadd's own words`() throws {
        let image = try image()
        #expect(
            throws: GroupError.refused(
                "a b",
                .exited(3),
                words: "groupadd: 'a b' is not a valid group name\n"
            )
        ) { try Root(image.path).addGroup("a b") }
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
            (.program(.notFound("groupadd")), "groupadd: no such program in PATH"),
            (
                .disk(.system(.remove, path: "/etc/group.lock", errno: EROFS)),
                "/etc/group.lock: cannot remove: Read-only file system"
            ),
        ] as [(GroupError, String)]
    )
    func `has its refusal told in one line`(error: GroupError, line: String) {
        #expect(error.description == line)
    }
}

@Suite(.timeLimit(.minutes(1)))
struct `what a groupadd that was cut left behind` {
    @Test(arguments: [
        // file                   text                  whether it is a leftover
        ("group.lock", "1\0", true),  // process 1 lives
        ("gshadow.lock", "1\0", true),
        ("group.lock", "", true),  // its bytes were cut too
        ("group+", "root:x:0:\ndock", true),
        ("gshadow+", "", true),
        ("group.4711", "4711\0", true),
        ("gshadow.4711", "4711\0", true),
        ("group.4711", "4712\0", false),
        ("group.4711", "root:x:0:\n", false),
        ("group.4711", "", true),
        ("group.4711", "\0\0\0", true),
        ("group.1", "x\0", false),
        ("group.", "\0", false),
        ("group-", "root:x:0:\n", false),
        ("group.save", "root:x:0:\n", false),
        ("group.lock.old", "1\0", false),
        ("passwd.lock", "1\0", false),
        ("shadow.lock", "1\0", false),
        ("subgid.lock", "1\0", false),
        ("groups+", "", false),
    ])
    func `is removed, and nothing else`(file: String, text: String, isLeftover: Bool) throws {
        let image = try image()
        try image.write(text, to: "etc/\(file)")
        try Root(image.path).removeGroupLeftovers()
        let names = try image.names(in: "etc")
        #expect(names.contains(file) == !isLeftover)
        #expect(names.isSuperset(of: ["group", "gshadow"]))
        if !isLeftover { #expect(try image.text(of: "etc/\(file)") == text) }
    }

    @Test func `stays as long as anybody is at work`() throws {
        let image = try image()
        try image.write("1\0", to: "etc/group.lock")
        try image.write("", to: "etc/.pwd.lock")
        let atWork = open("\(image.path)/etc/.pwd.lock", O_WRONLY | O_CLOEXEC)
        // A lock of the descriptor, F_OFD_SETLK, stands in the way of a lock of this process.
        var lock = flock()
        lock.l_type = Int16(F_WRLCK)
        #expect(fcntl(atWork, 37, &lock) == 0)

        try Root(image.path).removeGroupLeftovers()
        #expect(try image.names(in: "etc").contains("group.lock"))

        // Not by closing: a program that another test starts at this moment has a copy until it
        // is executed, and the lock would last as long.
        lock.l_type = Int16(F_UNLCK)
        #expect(fcntl(atWork, 37, &lock) == 0)
        close(atWork)
        try Root(image.path).removeGroupLeftovers()
        #expect(try !image.names(in: "etc").contains("group.lock"))
    }

    @Test func `makes no lock of ours where there is none of it`() throws {
        let image = try image()
        try Root(image.path).removeGroupLeftovers()
        #expect(try image.names(in: "etc") == ["group", "gshadow"])
    }

    @Test func `is not a symbolic link or a directory`() throws {
        let image = try image()
        try image.write("keep", to: "precious")
        try FileManager.default.createSymbolicLink(
            atPath: "\(image.path)/etc/group.lock",
            withDestinationPath: "../precious"
        )
        try image.write("keep", to: "etc/gshadow.lock/precious")
        try Root(image.path).removeGroupLeftovers()
        #expect(
            try image.names(in: "etc") == ["group", "gshadow", "group.lock", "gshadow.lock"]
        )
        #expect(try image.text(of: "precious") == "keep")
        #expect(try image.text(of: "etc/gshadow.lock/precious") == "keep")
    }

    @Test func `is not looked for behind a link in the lock's place`() throws {
        let image = try image()
        try image.write("1\0", to: "etc/group.lock")
        try FileManager.default.createSymbolicLink(
            atPath: "\(image.path)/etc/.pwd.lock",
            withDestinationPath: "../elsewhere"
        )
        #expect(
            throws: DiskError.system(.lock, path: "\(image.path)/etc/.pwd.lock", errno: ELOOP)
        ) { try Root(image.path).removeGroupLeftovers() }
        #expect(try image.names(in: ".") == ["etc"])
    }

    @Test(.enabled(if: mayMount, "only root can give itself another /etc"))
    func `does not keep the running system from adding a group`() throws {
        let image = try image()
        // One of a live process, and one whose bytes were cut: groupadd alone refuses either.
        try image.write("\(getpid())\0", to: "etc/group.lock")
        try image.write("", to: "etc/gshadow.lock")
        try withEtc(from: image) { try Root("/").addGroup("docker") }
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::\n")
        #expect(
            try image.names(in: "etc") == ["group", "group-", "gshadow", "gshadow-", ".pwd.lock"]
        )
    }
}

private let mayMount =
    (try? Program.run("unshare", ["--mount", "true"], limit: .seconds(20)).status) == .exited(0)

/// Runs `body` in a mount namespace of its own, in which an image's `/etc` is the system's.
private func withEtc(
    from image: TemporaryDirectory,
    _ body: @escaping @Sendable () throws -> Void
) throws {
    let ended = DispatchSemaphore(value: 0)
    let outcome = Outcome()
    // The namespace belongs to this thread and its children, and ends with them.
    Thread {
        outcome.result = Result {
            guard unshare(0x20000) == 0,  // CLONE_NEWNS
                mount("none", "/", nil, 0x44000, nil) == 0,  // MS_REC | MS_PRIVATE
                mount("\(image.path)/etc", "/etc", nil, 0x1000, nil) == 0  // MS_BIND
            else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
            try body()
        }
        ended.signal()
    }.start()
    ended.wait()
    try outcome.result.get()
}

/// Written by one thread; read by another once that has ended.
private final class Outcome: @unchecked Sendable {
    var result = Result<Void, any Error>.failure(POSIXError(.EIO))
}

// Glibc's module leaves these out.
@_silgen_name("unshare")
private func unshare(_ flags: CInt) -> CInt
@_silgen_name("mount")
private func mount(
    _ source: UnsafePointer<CChar>,
    _ target: UnsafePointer<CChar>,
    _ type: UnsafePointer<CChar>?,
    _ flags: CUnsignedLong,
    _ data: UnsafeRawPointer?
) -> CInt
