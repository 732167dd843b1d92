import Foundation
import TestSupport
import Testing

/// The machines' room: a network of the nodes' own, 192.168.99.0/24 with a DHCP server that knows
/// the cluster's three, in namespaces of its own.
///
/// `Tests/tools/nodes/room` holds it open for as long as its standard input is: however the tests
/// end, the kernel closes that, and the room goes with all that is in it.
final class Room: Sendable {
    /// Where the nodes' disks are.
    let directory: URL
    /// Where what the nodes say is kept.
    let logs: URL
    /// The room's first process; its file system and namespaces are the room's.
    private let firstProcess: String

    /// A room could not be opened.
    struct Shut: Error {
        let said: String
    }

    /// Opens a room, does something in it, and leaves nothing of it behind but the logs.
    ///
    /// - Parameters:
    ///   - label: tells the cases of one test apart, in the logs.
    ///   - places: how many nodes will be in it,
    ///   - machines: or how many machines that are not booted.
    ///   - body: what is done in it.
    /// - Throws: `Shut`, or what the body throws.
    static func open(
        _ label: String = "",
        places: Int = 1,
        machines: Int? = nil,
        _ body: @Sendable (Room) async throws -> Void
    ) async throws {
        let places = machines ?? places * Places.ofNode
        await Places.shared.take(places)
        defer { Task { await Places.shared.give(places) } }
        let directory = NodeStore.directory.appending(path: "room-\(UUID().uuidString.prefix(8))")
        let logs = NodeStore.logs(of: Test.current).appending(path: label)
        if FileManager.default.fileExists(atPath: logs.path) {
            try FileManager.default.removeItem(at: logs)
        }
        for new in [directory, logs] {
            try FileManager.default.createDirectory(at: new, withIntermediateDirectories: true)
        }

        let (door, voice) = (Pipe(), Pipe())
        let holder = try Child(
            Command([script("room"), directory.path]),
            input: door.fileHandleForReading,
            output: voice.fileHandleForWriting,
            error: .standardError
        )
        try door.fileHandleForReading.close()
        try voice.fileHandleForWriting.close()
        async let end = holder.endOrCancel()
        let said = await voice.fileHandleForReading.firstWords()
        let result: Result<Void, any Error>
        do {
            guard said.first == "room", let pid = said.last else {
                throw Shut(said: said.joined(separator: " "))
            }
            try await body(Room(directory: directory, logs: logs, firstProcess: pid))
            result = .success(())
        } catch {
            result = .failure(error)
        }
        try door.fileHandleForWriting.close()
        #expect(await end == 0, "the room is left tidy")
        try result.get()
    }

    private init(directory: URL, logs: URL, firstProcess: String) {
        self.directory = directory
        self.logs = logs
        self.firstProcess = firstProcess
    }

    /// The command, to be run in the room.
    func command(_ arguments: [String], environment: [String: String]? = nil) -> Command {
        let enter = ["nsenter", "--target", firstProcess, "--mount", "--net", "--pid", "--"]
        return Command(enter + arguments, environment: environment)
    }

    /// What is at a path for those in the room, from outside of it.
    func seen(_ path: URL) -> URL {
        URL(filePath: "/proc/\(firstProcess)/root").appending(path: path.path)
    }

    /// One of the harness's scripts.
    static func script(_ name: String) -> String {
        Repository.tests.appending(path: "tools/nodes/\(name)").path
    }
}

extension FileHandle {
    /// The words of what comes first; none if the end does.
    fileprivate func firstWords() async -> [String] {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let text = String(decoding: self.availableData, as: UTF8.self)
                continuation.resume(
                    returning: text.split(whereSeparator: \.isWhitespace).map(String.init)
                )
            }
        }
    }
}
