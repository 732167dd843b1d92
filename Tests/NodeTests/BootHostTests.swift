import Foundation
import TestSupport
import Testing

/// Nodes that have nothing but an image, and a boot host.
@Suite(.whereNodesBoot, .namingLogs)
struct BootHostTests {
    /// The words on the command line are the same for every cloud-init. A later one that has
    /// something against them, or against the user data, says so in its status.
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `an image fetches its agent and its cluster from a boot host, once`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let url = "http://192.168.99.1/bootcmd"
            let served = room.directory.appending(path: "www/bootcmd")
            try await NodeSeed.make(for: ["a1"], in: served, options: ["--url", url])

            let image = NodeSeed(imageFor: "a1")
            let node = try await TestNode(image, .init(release: release), in: room)
            try node.disk.remove("/var/cloud-init/bootcmd")
            let netbooted = NodeDisk(
                mountedAt: node.disk.mount,
                of: room,
                nspawnOptions: node.disk.nspawnOptions,
                commandLine: ["ds=nocloud;dsmode=net;s=\(url)/nodes/a1/"]
            )
            try #require(try await node.boot(netbooted) == .rebooting)
            // The node stays who it is while the boot host has nothing for it.
            try FileManager.default.removeItem(at: served)
            try #require(try await node.boot(netbooted) == .up)

            let done = "bootcmd: a1 is configured (instance rack-7-a1); nothing to do"
            #expect(try await node.agentLines(ofBoot: 2) == [done])
            #expect(try await node.run("cloud-init", "status") == "status: done\n")
            #expect(try await node.subnet().hasPrefix("172.18."))
            #expect(try await node.failedUnits() == "")
            // The commands that the agent prints can be typed as they are.
            let link = try await node.run("readlink", "/usr/local/bin/bootcmd")
            #expect(link == "/var/cloud-init/bootcmd\n")
        }
    }
}
