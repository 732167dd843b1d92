import Foundation
import TestSupport
import Testing

/// What an input can cost at most. It is bounded for the agent as it is released, which
/// `BOOTCMD_BINARY` names: without optimisation, or under a sanitizer, it takes many times as much.
@Suite(
    .serialized,
    .enabled(
        if: ProcessInfo.processInfo.environment["BOOTCMD_BINARY"] != nil,
        "bounded for a release, by the part fuzz of Tests/run"
    )
)
struct WorstInputTests {
    @Test(
        arguments: [
            "/var/cloud-init/cluster.yaml", "/var/cloud-init/meta-data",
            "/run/cloud-init/instance-data.json", "/etc/bootcmd/state.json",
            "/etc/systemd/system/docker.service",
        ],
        WorstInput.all
    )
    func `a MiB takes at most a second and 50 MB`(path: String, input: WorstInput) async throws {
        let root = try ScratchRoot()
        if path.hasSuffix("data.json") { try root.remove("/var/cloud-init/meta-data") }
        try root.write(input.text, to: path)

        let said = try await root.run(["--dry-run"], prefix: ["time", "--format=%U %S %M"])
        let lines = said.error.split(separator: "\n")
        let cost = try #require(lines.last).split(separator: " ").compactMap { Double($0) }
        try #require(cost.count == 3, "\(said)")
        // Of the processor's time: how many others want it too is not the agent's doing.
        #expect(cost[0] + cost[1] < 1, "seconds: \(said)")
        #expect(cost[2] < 50 * 1024, "KiB: \(said)")
        #expect([0, 65, 69, 78].contains(said.status), "\(said)")
        #expect(lines.allSatisfy { $0.count < 1000 }, "\(said)")
    }

    @Test func `a thousand workers take at most 50 ms`() async throws {
        let root = try ScratchRoot()
        let workers = (1...1000).map { "w\($0): 10.0.\($0 / 250).\($0 % 250 + 1)" }
        let description = """
            cluster: a1=http://10.1.0.1:2380,a2=http://10.1.0.2:2380,a3=http://10.1.0.3:2380
            workers: {\(workers.joined(separator: ", "))}
            flannel: {network: 10.128.0.0/9}

            """
        try root.write(description, to: "/var/cloud-init/cluster.yaml")
        let said = try await root.run(["--dry-run"], prefix: ["time", "--format=%U %S"])
        #expect(said.output.hasPrefix("node a1, 10.1.0.1, member 1 of 3; 1000 workers"), "\(said)")
        let cost = try #require(said.error.split(separator: "\n").last).split(separator: " ")
            .compactMap { Double($0) }
        try #require(cost.count == 2, "\(said)")
        #expect(cost[0] + cost[1] <= 0.05, "seconds: \(said)")
    }
}
