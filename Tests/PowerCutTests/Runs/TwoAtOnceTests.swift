import Foundation
import TestSupport
import Testing

/// A person and cloud-init, at the same time.
///
/// The run that is held up has a minute, as its groupadd would: among thousands of other tests, on
/// few cores, that can be too little.
@Suite(
    .enabled(
        if: ProcessInfo.processInfo.environment["BOOTCMD_ALONE"] == "1",
        "two runs at once have the machine to themselves by Tests/run release"
    )
)
struct TwoAtOnceTests {
    enum Place: CaseIterable { case image, node }

    @Test(arguments: Place.allCases)
    func `of two runs one works, and the other says which`(place: Place) async throws {
        let machine = try await machine(place)
        let gate = try Gate(in: machine.root)
        async let first = machine.atGate(Gate.directory).run()
        let holder = try await gate.agent()

        let before = try machine.root.snapshot()
        let second = try await machine.agent([]).run()
        #expect(second.status == 75)
        #expect(second.standardError.contains("process \(holder) (bootcmd)"), "\(second)")
        #expect(try machine.root.snapshot().changes(since: before) == [])
        // To look is for everybody, at any time.
        #expect(try await machine.agent(["--dry-run"]).run().status == 0)

        try await gate.open()
        let output = try await first
        #expect(output.status == 0, "\(output)")
        #expect(
            machine.root.text(ConfiguredNode.record)?.contains("\"phase\": \"complete\"") == true
        )
    }

    @Test(arguments: Place.allCases)
    func `a run that was killed holds no lock, though what it started lives`(place: Place)
        async throws
    {
        let machine = try await machine(place)
        let gate = try Gate(in: machine.root)
        async let first = machine.atGate(Gate.directory).run()
        #expect(kill(try await gate.agent(), SIGKILL) == 0)

        // Its groupadd is still at the gate.
        let second = try await machine.agent([]).run()
        #expect(second.status == 0, "\(second)")
        #expect(
            machine.root.text(ConfiguredNode.record)?.contains("\"phase\": \"complete\"") == true
        )
        #expect(machine.root.text("/etc/group") == "root:x:0:\ndocker:x:999:\n")
        try await gate.open()
        #expect(try await first.status == 128 + SIGKILL)
        #expect(machine.root.text("/etc/group") == "root:x:0:\ndocker:x:999:\n")
    }

    private func machine(_ place: Place) async throws -> any Machine {
        switch place {
        case .image: Image(root: try ScratchRoot())
        case .node: try await RunningNode()
        }
    }
}

/// Where a run is held up, see `Tests/tools/cuts/gate`.
private struct Gate {
    static let directory = "/gate"

    private let path: String

    init(in root: ScratchRoot) throws {
        try root.makeDirectory(Self.directory)
        path = root.path(Self.directory)
        for name in ["ready", "go"] {
            guard mkfifo("\(path)/\(name)", 0o600) == 0 else { throw POSIXError(.EIO) }
        }
    }

    /// The process of the agent that has come to the gate.
    func agent() async throws -> pid_t {
        let text = try await Command(["cat", "\(path)/ready"]).succeed()
        guard let process = pid_t(text.trimmingCharacters(in: .newlines)) else {
            throw POSIXError(.ESRCH)
        }
        return process
    }

    func open() async throws {
        try await Command(["sh", "-c", "echo >\"$1\"", "sh", "\(path)/go"]).succeed()
    }
}
