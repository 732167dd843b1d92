import Configure
import Foundation
import TestSupport
import Testing
@testable import Linux
@testable import LinuxConfigure

@Suite(.timeLimit(.minutes(20)))
struct GroupLeftoversTests {
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
    func `what a cut groupadd left is removed, and nothing else`(
        file: String,
        text: String,
        isLeftover: Bool
    ) throws {
        let image = try groupImage()
        try image.write(text, to: "etc/\(file)")
        try Root(image.path).removeGroupLeftovers()
        let names = try image.names(in: "etc")
        #expect(names.contains(file) == !isLeftover)
        #expect(names.isSuperset(of: ["group", "gshadow"]))
        if !isLeftover { #expect(try image.text(of: "etc/\(file)") == text) }
    }

    @Test func `what a groupadd left stays while another one works`() throws {
        let image = try groupImage()
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

    @Test func `a look for leftovers makes no lock file of its own`() throws {
        let image = try groupImage()
        try Root(image.path).removeGroupLeftovers()
        #expect(try image.names(in: "etc") == ["group", "gshadow"])
    }

    @Test func `a link or a directory is not a leftover`() throws {
        let image = try groupImage()
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

    @Test func `a link in the lock's place is not followed`() throws {
        let image = try groupImage()
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
    func `leftovers do not keep the running system from adding a group`() throws {
        let image = try groupImage()
        // One of a live process, and one whose bytes were cut: groupadd by itself refuses either.
        try image.write("\(getpid())\0", to: "etc/group.lock")
        try image.write("", to: "etc/gshadow.lock")
        try withEtc(from: image) { try Groups(of: Root("/")).make(.add("docker")) }
        #expect(try image.text(of: "etc/group") == "root:x:0:\ndocker:x:999:\n")
        #expect(try image.text(of: "etc/gshadow") == "root:*::\ndocker:!::\n")
        #expect(
            try image.names(in: "etc") == ["group", "group-", "gshadow", "gshadow-", ".pwd.lock"]
        )
    }

    @Test func `in an image, the id of a shadow's program that is alive counts, and no other's`()
        async throws
    {
        let image = try groupImage()
        let program = image.url.appending(path: "groupadd")
        try FileManager.default.copyItem(atPath: "/bin/sleep", toPath: program.path)
        let atWork = try Child(Command([program.path, "600"]))
        let end = Task { await atWork.endOrCancel() }
        defer { end.cancel() }
        let name = "/proc/\(atWork.id)/comm"
        try await within(.seconds(10), "the program's start") {
            while try String(contentsOfFile: name, encoding: .utf8) != "groupadd\n" {
                try await Task.sleep(for: .milliseconds(5))
            }
        }

        try image.write("\(atWork.id)\0", to: "etc/group.lock")
        try Root(image.path).removeGroupLeftovers()
        #expect(try image.names(in: "etc").contains("group.lock"))

        try image.write("\(getpid())\0", to: "etc/group.lock")
        try Root(image.path).removeGroupLeftovers()
        #expect(try !image.names(in: "etc").contains("group.lock"))
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
