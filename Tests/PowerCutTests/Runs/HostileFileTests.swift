import Foundation
import TestSupport
import Testing
import Units

/// What may lie at a path, put there by somebody who wishes us no good or knows no better.
enum Trap: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case linkInside = "a symbolic link that stays in the root"
    case linkOutside = "a symbolic link that leaves the root"
    case fifo = "a FIFO"
    case device = "a device"
    case socket = "a socket"
    case directory = "a directory"
    case others = "another user's file"

    var testDescription: String { rawValue }

    /// A shell's text that puts it at `$1`; `$2` is a file outside of the root that is not to be
    /// touched, `$3` one inside. What was there is what a link leads to.
    fileprivate var script: String {
        switch self {
        case .linkInside: "[ ! -e \"$1\" ] || mv \"$1\" \"$3\"; ln -s \"/${3##*/}\" \"$1\""
        case .linkOutside: "[ ! -e \"$1\" ] || mv \"$1\" \"$2\"; ln -s \"$2\" \"$1\""
        case .fifo: "rm -f \"$1\"; mkfifo \"$1\""
        case .device: "rm -f \"$1\"; mknod \"$1\" c 1 5"
        case .socket:
            // Its whole path would be too long for bind(2).
            "rm -f \"$1\"; cd \"${1%/*}\"; python3 -c '"
                + "import socket,sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])' \"${1##*/}\""
        case .directory: "rm -f \"$1\"; mkdir \"$1\""
        case .others: "[ -e \"$1\" ] || : > \"$1\"; chown 65534 \"$1\""
        }
    }

    /// What a message says of it.
    fileprivate var words: String {
        switch self {
        case .linkInside, .linkOutside: "is a symbolic link, which is not followed"
        case .fifo: "is a FIFO, not a regular file"
        case .device: "is a device, not a regular file"
        case .socket: "is a socket, not a regular file"
        case .directory: "is a directory, not a regular file"
        case .others: "belongs to user 65534, not to root or to the user running bootcmd"
        }
    }

    /// Puts it at a path of a root; `victim` is a new file's path, outside.
    fileprivate func put(at path: String, of root: ScratchRoot, victim: String) async throws {
        try await Command([
            "sh", "-euc", "mkdir -p \"${1%/*}\"; \(script)", "sh", root.path(path), victim,
            root.path("/moved"),
        ]).succeed()
    }
}

@Suite(.enabled(if: geteuid() == 0, "only root can make devices and other users' files"))
struct HostileFileTests {
    /// Every file that a first boot reads or writes: in these places, whatever is no regular file
    /// of root's is refused by name.
    private static let paths =
        [
            "/var/cloud-init/meta-data", "/var/cloud-init/cluster.yaml", "/etc/group",
            ConfiguredNode.record,
        ]
        + ConfiguredNode.replaced + ConfiguredNode.replaced.map { $0 + ".save" }
        + ConfiguredNode.created + ConfiguredNode.additions

    @Test(arguments: paths, Trap.allCases)
    func `a strange file in place of ours is refused by name`(path: String, trap: Trap) async throws
    {
        let scratch = try TemporaryDirectory()
        let victim = scratch.url.appending(path: "victim").path
        let root = try ScratchRoot(in: .memory)
        try await trap.put(at: path, of: root, victim: victim)
        try await expectRefusal(root, scratch, "\(root.path(path)): \(trap.words)")
    }

    @Test(arguments: Trap.allCases)
    func `a strange file in place of cloud-init's own record is refused by name`(trap: Trap)
        async throws
    {
        let scratch = try TemporaryDirectory()
        let root = try ScratchRoot(in: .memory)
        try root.remove("/var/cloud-init/meta-data")
        let path = "/run/cloud-init/instance-data.json"
        let victim = scratch.url.appending(path: "victim").path
        try await trap.put(at: path, of: root, victim: victim)
        try await expectRefusal(root, scratch, "\(root.path(path)): \(trap.words)")
    }

    /// A temporary file's name is ours alone: whatever lies there goes, and is not followed.
    @Test(
        arguments: (ConfiguredNode.replaced + ConfiguredNode.created + [ConfiguredNode.record]),
        Trap.allCases
    )
    func `a strange file in place of a temporary one is removed unread`(path: String, trap: Trap)
        async throws
    {
        let scratch = try TemporaryDirectory()
        let victim = scratch.url.appending(path: "victim")
        try Data("keep\n".utf8).write(to: victim)
        let root = try ScratchRoot(in: .memory)
        let name = (path as NSString).lastPathComponent
        let directory = (path as NSString).deletingLastPathComponent
        let temporary = "\(directory)/.\(name).bootcmd-new"
        try root.makeDirectory(directory)
        try root.write("keep\n", to: "/moved")
        try await Command([
            "sh", "-euc", trap.scriptWithoutMoving, "sh", root.path(temporary), victim.path,
            root.path("/moved"),
        ]).succeed()
        guard trap != .directory else {
            return try await expectRefusal(root, scratch, "\(root.path(temporary)): \(trap.words)")
        }
        try await root.bootcmd().succeed(within: .seconds(30))
        let after = try root.snapshot()
        #expect(after[temporary] == nil)
        #expect(after["/moved"]?.text == "keep\n")
        #expect(try String(contentsOf: victim, encoding: .utf8) == "keep\n")
        for path in ConfiguredNode.replaced {
            #expect(root.text(path) == (try ConfiguredNode.golden(path)))
        }
    }

    /// There links are an administrator's business; anything else that is no file is passed over.
    @Test(arguments: [Trap.fifo, .device, .socket, .directory])
    func `a strange file in place of a unit is not a unit, and is not waited for`(trap: Trap)
        async throws
    {
        let scratch = try TemporaryDirectory()
        let root = try ScratchRoot(in: .memory)
        let dropIn = "/etc/systemd/system/etcd.service.d/theirs.conf"
        for path in [dropIn, ScratchRoot.etcdUnit] {
            try await trap.put(at: path, of: root, victim: scratch.url.path + "/victim")
        }
        let before = try root.snapshot()
        let output = try await root.bootcmd().run(within: .seconds(30))
        #expect(output.status == 69, "\(output)")
        #expect(output.standardError.contains("\netcd.service is not installed\n"))
        #expect(try root.snapshot().changes(since: before) == [])
    }

    private static let parents = [
        "/var/cloud-init", "/var", "/etc", "/etc/etcd", "/etc/sysconfig", "/etc/systemd",
        "/etc/systemd/system", "/etc/systemd/system/etcd.service.d",
        "/etc/systemd/system/flanneld.service.d",
        "/etc/systemd/system/multi-user.target.wants",
        "/etc/systemd/system/docker.service.requires", "/var/lib", ConfiguredNode.recordDirectory,
    ]

    private static let parentTraps: [(String, String)] = [
        // what is done to a directory, what is said of it
        (
            "mv \"$1\" \"$3\"; ln -s \"/${3##*/}\" \"$1\"",
            "is a symbolic link, which is not followed"
        ),
        ("mv \"$1\" \"$2\"; ln -s \"$2\" \"$1\"", "is a symbolic link, which is not followed"),
        ("rm -r \"$1\"; : > \"$1\"", "is not a directory"),
        ("rm -r \"$1\"; mkfifo \"$1\"", "is not a directory"),
        ("chown 65534 \"$1\"", "belongs to user 65534, not to root or to the user running bootcmd"),
        ("chmod 757 \"$1\"", "is writable by others (mode 757); run 'chmod go-w'"),
        (
            "chgrp 33 \"$1\"; chmod 775 \"$1\"",
            "is writable by others (mode 775); run 'chmod go-w'"
        ),
    ]

    @Test(arguments: parents, parentTraps)
    func `a strange file in place of a directory is refused by name`(
        path: String,
        trap: (script: String, words: String)
    ) async throws {
        let scratch = try TemporaryDirectory()
        let victim = scratch.url.appending(path: "victim").path
        let root = try ScratchRoot(in: .memory)
        try root.makeDirectory(path)
        try await Command([
            "sh", "-euc", trap.script, "sh", root.path(path), victim, root.path("/moved"),
        ]).succeed()
        try await expectRefusal(root, scratch, "\(root.path(path)): \(trap.words)")
    }

    /// Where an undo reads, and what it would put back or remove.
    @Test(
        arguments: ConfiguredNode.replaced + ConfiguredNode.replaced.map { $0 + ".save" }
            + ConfiguredNode.created,
        Trap.allCases
    )
    func `an undo refuses a strange file by name`(path: String, trap: Trap) async throws {
        let scratch = try TemporaryDirectory()
        let victim = scratch.url.appending(path: "victim").path
        let root = try await Scenario.configured()
        try await trap.put(at: path, of: root, victim: victim)
        try await expectRefusal(root, scratch, "\(root.path(path)): \(trap.words)", ["undo"])
    }

    /// Said by name, in time, with nothing changed, inside or out.
    private func expectRefusal(
        _ root: ScratchRoot,
        _ scratch: TemporaryDirectory,
        _ message: String,
        _ arguments: [String] = []
    ) async throws {
        let before = try root.snapshot()
        let outside = try Snapshot(of: scratch.url)
        let output = try await root.bootcmd(arguments).run(within: .seconds(30))
        #expect([65, 73, 78].contains(output.status), "\(output)")
        #expect(output.standardError.contains("\(message)\n"), "\(output)")
        #expect(output.standardError.hasSuffix("; nothing was changed\n"), "\(output)")
        #expect(try root.snapshot().changes(since: before) == [])
        #expect(try Snapshot(of: scratch.url).changes(since: outside) == [])
    }
}

extension Trap {
    /// The same, where nothing was before.
    fileprivate var scriptWithoutMoving: String {
        switch self {
        case .linkInside: "ln -s \"/${3##*/}\" \"$1\""
        case .linkOutside: "ln -s \"$2\" \"$1\""
        default: script
        }
    }
}
