import Foundation
import TestSupport
import Testing

/// Nodes on whose disks the kickstart's `%post` has run.
@Suite(.whereNodesBoot, .namingLogs)
struct InstalledNodeTests {
    private static let done = "bootcmd: a1 is configured (instance rack-7-a1); nothing to do"

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func
        `the first boot of an installed disk is the member's, as the second one of the other way is`(
            release: DebianRelease
        ) async throws
    {
        try await Room.open(release.rawValue) { room in
            let installed = try await node("installer", release, in: room)
            let configured = try await installed.disk.traces()
            try #require(try await installed.boot() == .up)
            // By cloud-init's call, and by bootcmd.service.
            #expect(try await Set(installed.agentLines(ofBoot: 1)) == [Self.done])
            #expect(try await installed.disk.traces() == configured)
            #expect(try await installed.failedUnits() == "")
            #expect(try await installed.subnet().hasPrefix("172.18."))
            // By the name that the agent's messages have, in an operator's shell.
            try await installed.run("bash", "-lc", "bootcmd status")
            try await installed.pullPlug()

            let other = try await node("boot", release, in: room)
            try #require(try await other.boot() == .rebooting)
            try #require(try await other.boot() == .up)
            #expect(try await Set(other.agentLines(ofBoot: 2)) == [Self.done])
            #expect(try installed.disk.configuration() == other.disk.configuration())
        }
    }

    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `the first boot of an installed ostree host is the member's`(
        release: DebianRelease
    ) async throws {
        try await Room.open(release.rawValue) { room in
            let served = try await serve("installer", in: room)
            let directory = room.directory.appending(path: "a1")
            let disk = try await OstreeDisk(release, in: directory, of: room).deploy()
            try await disk.install(from: served, as: "a1")
            let configured = try await disk.traces()
            let node = try TestNode("a1", on: disk, in: room)
            try #require(try await node.boot() == .up)
            #expect(try await Set(node.agentLines(ofBoot: 1)) == [Self.done])
            #expect(try await disk.traces() == configured)
            #expect(try await node.failedUnits() == "")
            try await node.run("bash", "-lc", "bootcmd status")
            try await node.reboot()
            try #require(try await node.boot() == .up)
            #expect(try await Set(node.agentLines(ofBoot: 2)) == [Self.done])
        }
    }

    /// What a boot host serves for a cluster of one.
    private func serve(_ way: String, in room: Room) async throws -> URL {
        let served = room.directory.appending(path: "www/bootcmd")
        let options = ["--url", "http://192.168.99.1/bootcmd", "--configure", way]
        try await NodeSeed.make(for: ["a1"], in: served, options: options)
        return served
    }

    private func node(
        _ way: String,
        _ release: DebianRelease,
        in room: Room
    ) async throws -> TestNode {
        let served = try await serve(way, in: room)
        let directory = room.directory.appending(path: "a1/\(way)")
        let image = NodeSeed(imageFor: "a1")
        let disk = try await NodeDisk(.init(release: release), seed: image, in: directory, of: room)
        try disk.remove("/var/cloud-init")
        try await disk.install(from: served, as: "a1")
        return try TestNode("a1", on: disk, logs: room.logs.appending(path: way), in: room)
    }
}

extension NodeDisk {
    /// What the configuration comes to: its files, the links that enable units, the group.
    fileprivate func configuration() throws -> [String: String] {
        var found = try files(except: "")
        for unit in ["etcd", "flanneld"] {
            let link = "etc/systemd/system/multi-user.target.wants/\(unit).service"
            found[link] = try FileManager.default.destinationOfSymbolicLink(atPath: seen(link).path)
        }
        let groups = try read("/etc/group").split(separator: "\n").filter {
            $0.hasPrefix("docker:")
        }
        #expect(groups.count == 1)
        #expect(found.count > 8)
        return found
    }
}
