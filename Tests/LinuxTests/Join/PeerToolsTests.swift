import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Linux
@testable import LinuxJoin

/// With which programs a node asks the others.
@Suite struct PeerToolsTests {
    private let node: ScratchRoot

    init() throws {
        node = try ScratchRoot()
    }

    private func program(_ path: String, _ script: String = "") throws {
        try node.write("#!/bin/sh\n\(script)\n", to: path, mode: 0o755)
    }

    private func tools() throws -> PeerTools {
        let members = try InitialCluster(parsing: ScratchRoot.members)
        return try Root(node.url.path).peerTools(for: ClusterDescription(members: members))
    }

    @Test func `etcd is the one that its unit runs, and etcdctl the one beside it`() throws {
        try program("/opt/etcd/bin/etcd", "echo etcd Version: 3.5.16")
        try program("/opt/etcd/bin/etcdctl")
        try program("/usr/bin/etcd", "echo etcd Version: 2.2.5")
        try program("/usr/bin/etcdctl")
        let unit = try #require(node.text(ScratchRoot.etcdUnit))
        try node.write(
            unit.replacing("/usr/bin/etcd", with: "/opt/etcd/bin/etcd"),
            to: ScratchRoot.etcdUnit
        )
        let tools = try tools()
        #expect(tools.etcd == Version(3, 5, 16))
        #expect(tools.program?.path == "/opt/etcd/bin/etcd")
        #expect(tools.etcdctl?.executable.hasSuffix("/opt/etcd/bin/etcdctl") == true)
    }

    @Test func `where none lies beside it, etcdctl is the one in PATH`() throws {
        try program("/usr/bin/etcd", "echo etcd Version: 3.5.16")
        try program("/usr/local/bin/etcdctl")
        #expect(try tools().etcdctl?.executable.hasSuffix("/usr/local/bin/etcdctl") == true)
    }
}
