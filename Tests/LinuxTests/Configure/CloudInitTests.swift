import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Linux
@testable import LinuxConfigure

@Suite struct CloudInitTests {
    /// What cloud-init leaves in `/var/lib/cloud`, a power cut having emptied some of it.
    private func cutNode() throws -> TemporaryDirectory {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "var/lib/cloud/data/set-hostname")
        try directory.write("", to: "var/lib/cloud/data/previous-hostname")
        try directory.write("", to: "var/lib/cloud/instances/i1/sem/config_ssh")
        try directory.write("77: 1764.5\n", to: "var/lib/cloud/instances/i1/sem/config_mounts")
        try directory.write("", to: "var/lib/cloud/instances/i1/vendor-data.txt")
        try directory.write("", to: "var/lib/cloud/instances/i0/sem/config_ssh")
        try FileManager.default.createSymbolicLink(
            atPath: directory.url.appending(path: "var/lib/cloud/instance").path,
            withDestinationPath: "/var/lib/cloud/instances/i1"
        )
        return directory
    }

    @Test func `what a power cut left empty is found, and nothing else`() throws {
        let directory = try cutNode()
        let root = try Root(directory.url.path)
        let found: [NodePath] = [
            "/var/lib/cloud/data/set-hostname", "/var/lib/cloud/instance/sem/config_ssh",
        ]
        #expect(try root.emptiedCloudInitFiles() == found)
    }

    @Test func `what a power cut left empty is removed, and nothing else`() throws {
        let directory = try cutNode()
        let before = try paths(in: directory)
        let root = try Root(directory.url.path)
        try root.removeEmptiedCloudInitFiles()
        let removed = before.subtracting(try paths(in: directory))
        #expect(
            removed == [
                "var/lib/cloud/data/set-hostname", "var/lib/cloud/instances/i1/sem/config_ssh",
            ]
        )
        #expect(try root.emptiedCloudInitFiles() == [])
    }

    @Test func `a link of that name, or a directory, is left alone`() throws {
        let directory = try TemporaryDirectory()
        try directory.write("", to: "target")
        try directory.write("", to: "var/lib/cloud/sem/config_ssh.once/inside")
        try FileManager.default.createSymbolicLink(
            atPath: directory.url.appending(path: "var/lib/cloud/sem/config_mounts.once").path,
            withDestinationPath: "/target"
        )
        #expect(try Root(directory.url.path).emptiedCloudInitFiles() == [])
    }

    @Test func `a node without cloud-init has nothing to find and nothing to flush`() throws {
        let directory = try TemporaryDirectory()
        let root = try Root(directory.url.path)
        #expect(try root.emptiedCloudInitFiles() == [])
        try root.flushCloudInit(seed: "/var/cloud-init")
    }

    private func paths(in directory: TemporaryDirectory) throws -> Set<String> {
        Set(try FileManager.default.subpathsOfDirectory(atPath: directory.url.path))
    }
}
