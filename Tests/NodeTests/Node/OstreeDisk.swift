import Foundation
import TestSupport
import Testing

/// The disk of an ostree host: versions of a tree, and deployments of them to boot from. Each
/// deployment has a read-only `/usr` and an `/etc` of its own; `/var` is the same for all.
struct OstreeDisk: Sendable {
    private let release: DebianRelease
    private let room: Room
    private let directory: URL
    /// All of it; to the node it is `/sysroot`.
    private let sysroot: URL

    /// What a boot forgets, if an image's `prepare-root.conf` has it so.
    enum Transient: String {
        case root
        case etc
    }

    /// Puts a disk together in a directory of the node's, with one version and no deployment.
    init(_ release: DebianRelease, in directory: URL, of room: Room) async throws {
        self.release = release
        self.room = room
        self.directory = directory
        sysroot = directory.appending(path: "sysroot")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        try Data().write(to: directory.appending(path: "ostree-booted"))
        try await ostree("disk", [])
    }

    /// Makes a new version: the last one with trees laid over it.
    func commit(_ trees: [URL]) async throws {
        try await ostree("commit", trees.map(\.path))
    }

    /// Deploys the last version on a disk that nothing was booted from, as an installer does.
    func deploy(transient: Transient? = nil) async throws -> NodeDisk {
        try await newDeployment(transient) { try await ostree("deploy", []) }
    }

    /// Has a running node deploy the last version beside the one that it runs, whose changes to
    /// `/etc` come along.
    func upgrade(_ node: TestNode) async throws -> NodeDisk {
        try await newDeployment {
            // Nobody could remove an immutable one with the room.
            let environment = "OSTREE_SYSROOT_DEBUG=mutable-deployments"
            try await node.run("env", environment, "ostree", "admin", "upgrade")
        }
    }

    private func newDeployment(
        _ transient: Transient? = nil,
        _ deploy: () async throws -> Void
    ) async throws -> NodeDisk {
        let before = deployments
        try await deploy()
        let new = try #require(deployments.subtracting(before).first, "a deployment was added")
        let mount = directory.appending(path: new)
        try await ostree("mount", [new, mount.path] + [transient?.rawValue].compactMap(\.self))
        let booted = directory.appending(path: "ostree-booted").path
        return NodeDisk(
            mountedAt: mount,
            of: room,
            nspawnOptions: ["--bind-ro=\(booted):/run/ostree-booted"],
            commandLine: [NodeDisk.seed, "ostree=/ostree/deploy/atomic-host/deploy/\(new)"]
        )
    }

    private var deployments: Set<String> {
        let folder = sysroot.appending(path: "ostree/deploy/atomic-host/deploy").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return Set(names.filter { !$0.hasSuffix(".origin") })
    }

    private func ostree(_ command: String, _ arguments: [String]) async throws {
        let script = [Room.script("ostree"), release.base.path, command, sysroot.path]
        try await room.command(script + arguments).succeed(within: .seconds(120))
    }
}
