import Foundation
import TestSupport
import Testing

/// A machine in the room: a disk, a network card with the address that its name has in the cluster,
/// and a real systemd as its first process once it boots.
actor TestNode {
    nonisolated let name: String
    /// The address that the DHCP server gives its card.
    nonisolated let address: String
    nonisolated let disk: NodeDisk
    /// How often it has been started.
    private(set) var boots = 0
    private let room: Room
    private let directory: URL
    private let logs: URL
    /// Where its journal is, out of the way of its disk; nil for one that is on it.
    private let journal: URL?
    private var running: Running?

    /// What a boot comes to.
    enum Outcome: Equatable, Sendable {
        /// systemd has started all that it was to start.
        case up
        /// The node asked for a reboot, and is off until it boots again.
        case rebooting
        /// The node is off; nspawn ended with this status.
        case off(Int32)
    }

    /// One boot: its first process, as the room numbers it, and what becomes of it.
    private struct Running {
        let leader: String
        let outcomes: AsyncStream<Outcome>
        let notify: NotifySocket
        let end: Task<Void, Never>
        var isUp = false
    }

    /// A node that was never booted.
    init(_ seed: NodeSeed, _ contents: NodeDisk.Contents = .init(), in room: Room) async throws {
        let directory = room.directory.appending(path: seed.host)
        let disk = try await NodeDisk(contents, seed: seed, in: directory, of: room)
        try self.init(seed.host, on: disk, in: room)
    }

    /// A node with a disk that is mounted already. Where it gets a place of its own for its
    /// console, its journal is on that disk, as it is on real ones.
    init(_ name: String, on disk: NodeDisk, logs own: URL? = nil, in room: Room) throws {
        self.name = name
        self.disk = disk
        self.room = room
        address = Room.address(of: name)
        directory = room.directory.appending(path: name)
        logs = own ?? room.logs.appending(path: name)
        journal = own == nil ? logs.appending(path: "journal") : nil
        try FileManager.default.createDirectory(
            at: journal ?? logs,
            withIntermediateDirectories: true
        )
    }

    /// Boots and waits for what comes of it: from its disk, or from another one of its.
    func boot(
        _ other: NodeDisk? = nil,
        options: [String] = [],
        within limit: Duration = .seconds(180)
    ) async throws -> Outcome {
        try await start(other, options: options)
        return try await outcome(within: limit)
    }

    /// Boots, and waits only until there is a first process.
    func start(_ other: NodeDisk? = nil, options: [String] = []) async throws {
        boots += 1
        let disk = other ?? disk
        let (outcomes, outcome) = AsyncStream.makeStream(of: Outcome.self)
        let (leaders, leader) = AsyncStream.makeStream(of: String.self)
        let path = directory.appending(path: "notify.\(boots)").path
        let notify = try NotifySocket(path: path) { message in
            if let pid = message["X_NSPAWN_LEADER_PID"] { leader.yield(pid) }
            if message["READY"] == "1" { outcome.yield(.up) }
        }

        let bind = journal.map { ["--bind=\($0.path):/var/log/journal"] } ?? []
        try Data().write(to: consoleFile(boots))
        let screen = try FileHandle(forWritingTo: consoleFile(boots))
        let machine = try Child(
            room.command(
                [Room.script("boot"), room.directory.path, name, disk.mount.path] + bind
                    + disk.nspawnOptions + options + ["--boot"] + disk.commandLine,
                environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "NOTIFY_SOCKET": path]
            ),
            output: screen,
            error: screen
        )
        let end = Task {
            let status = await machine.endOrCancel()
            outcome.yield(status == 133 ? .rebooting : .off(status))
            outcome.finish()
            leader.finish()
        }

        let pid = try await within(.seconds(20), "\(name)'s first process") {
            await leaders.first { _ in true }
        }
        guard let pid else { throw DidNotStart(console: try console(ofBoot: boots)) }
        running = Running(leader: pid, outcomes: outcomes, notify: notify, end: end)
    }

    /// Waits for what becomes of the boot next.
    func outcome(within limit: Duration = .seconds(180)) async throws -> Outcome {
        try await outcome { try await within(limit, $0, $1) }
    }

    /// Waits for what becomes of the boot next, until a moment that others wait for, too.
    func outcome(until moment: ContinuousClock.Instant) async throws -> Outcome {
        try await outcome { try await inExactly(moment - .now, $0, $1) }
    }

    private func outcome(
        _ wait: (String, @escaping @Sendable () async throws -> Outcome?) async throws -> Outcome?
    ) async throws -> Outcome {
        guard let outcomes = running?.outcomes, let isUp = running?.isUp else { throw NotRunning() }
        let next = try await wait("\(name) up or off, boot \(boots)") {
            // From systemd 253 on, a reload ends with another READY=1.
            await outcomes.first { $0 != .up || !isUp }
        }
        guard let next else { throw NotRunning() }
        if next == .up { self.running?.isUp = true } else { self.running = nil }
        return next
    }

    /// Ends it as a power cut does: at once, whatever it is at. It may be off already.
    func pullPlug() async throws {
        guard let running else { return }
        // It fails where the node has just shut down.
        _ = try await room.command(["kill", "-KILL", running.leader]).run()
        await running.end.value
        self.running = nil
    }

    /// Reboots as its operator would, and waits until it is off.
    func reboot() async throws {
        try await run("systemctl", "reboot")
        try #require(try await outcome() == .rebooting)
    }

    /// Runs a program on the node and returns what it says on standard output.
    @discardableResult
    func run(_ arguments: String..., within limit: Duration = .seconds(60)) async throws -> String {
        try await command(arguments).succeed(within: limit)
    }

    /// A command to be run on the node, as root.
    func command(_ arguments: [String]) throws -> Command {
        guard let running else { throw NotRunning() }
        return room.command(
            ["nsenter", "--target", running.leader, "--all", "--"] + arguments,
            environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LANG": "C.UTF-8"]
        )
    }

    /// What systemd showed on the console during a boot, the first being 1.
    func console(ofBoot boot: Int) throws -> String {
        String(decoding: try Data(contentsOf: consoleFile(boot)), as: UTF8.self)
    }

    /// What the agent said on the console during a boot.
    func agentLines(ofBoot boot: Int) throws -> [String] {
        try console(ofBoot: boot).split(whereSeparator: \.isNewline).compactMap { line in
            line.range(of: "]: bootcmd: ").map { "bootcmd: " + line[$0.upperBound...] }
        }
    }

    /// What the journal has of a unit, from all boots.
    func journal(of unit: String) async throws -> String {
        try await Command(journalctl + ["--unit", unit]).succeed()
    }

    /// Waits until the journal has had a line with these words, so many times.
    func journal(says words: String, times: Int = 1, within limit: Duration) async throws {
        // Read anew each time: one that follows a journal across a reboot was seen to miss what
        // came after.
        let look = """
            until [ "$("${@:3}" --lines=all | grep --count --fixed-strings -- "$1")" -ge "$2" ]; do
                sleep 0.3
            done
            """
        let command = Command(["bash", "-c", look, "-", words, "\(times)"] + journalctl)
        try await TestSupport.within(limit, "\(name)'s journal to say '\(words)'") {
            _ = try await command.succeed(within: limit * 2)
        }
    }

    private var journalctl: [String] {
        ["journalctl", "--directory", logs.appending(path: "journal").path, "--output", "cat"]
    }

    private func consoleFile(_ boot: Int) -> URL {
        logs.appending(path: "console-\(boot)")
    }

    private struct NotRunning: Error {}

    private struct DidNotStart: Error {
        let console: String
    }
}
