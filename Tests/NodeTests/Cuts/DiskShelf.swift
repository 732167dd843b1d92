import Foundation
import TestSupport

/// Disks that can be copied in a moment: each an ext4 in a file, on a file system that shares
/// blocks between files (`cp --reflink`).
///
/// A copy is what the power leaves of a disk: all that its file system has written so far, and
/// nothing that is in memory still. The kernel keeps writers off while the copy is made.
struct DiskShelf: Sendable {
    /// What nspawn is told when a machine boots from one of the disks: the agent looks at what is
    /// below its disk, the file and the file system that it is on.
    let nspawnOptions: [String]
    private let room: Room
    private let directory: URL

    /// What is taken off the shelf.
    struct Disk: Sendable {
        /// A disk that was just installed.
        static let installed = Disk(name: "installed")
        /// One that a first boot has configured.
        static let configured = Disk(name: "configured")
        /// The one in the machine, until its power fails.
        static let running = Disk(name: "running")
        /// What was left of it when the power failed.
        static let cut = Disk(name: "cut")

        let name: String
    }

    /// Puts up a shelf in a room, with a disk that was just installed on it.
    init(
        in room: Room,
        _ contents: NodeDisk.Contents,
        seed: NodeSeed,
        changing change: (NodeDisk) throws -> Void
    ) async throws {
        self.room = room
        directory = room.directory.appending(path: "shelf")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let file = room.directory.appending(path: "shelf.xfs").path
        nspawnOptions = [file, directory.path].map { "--bind-ro=\($0)" }
        try await run("truncate", "--size=32G", file)
        try await run("mkfs.xfs", "-q", "-m", "reflink=1", file)
        try await run("mount", "-o", "loop", file, directory.path)

        try await run("truncate", "--size=4G", path(of: .installed))
        try await run("mkfs.ext4", "-q", "-F", path(of: .installed))
        let built = try await NodeDisk(
            contents,
            seed: seed,
            in: room.directory.appending(path: "built"),
            of: room
        )
        try change(built)
        let mount = room.directory.appending(path: "installed")
        try FileManager.default.createDirectory(at: mount, withIntermediateDirectories: true)
        try await run("mount", "-o", "loop", path(of: .installed), mount.path)
        try await run("cp", "--archive", "\(built.mount.path)/.", mount.path)
        try await run("umount", mount.path)
        try await run("umount", built.mount.path)
    }

    /// Copies a disk; what is in memory of it stays behind.
    func copy(_ disk: Disk, as other: Disk) async throws {
        try await run("cp", "--reflink=always", path(of: disk), path(of: other))
    }

    /// Puts a disk into a machine: mounts it there.
    func mount(_ disk: Disk, on mount: URL) async throws {
        try await run("mount", "-o", "loop", path(of: disk), mount.path)
    }

    /// Takes the disk out again.
    func unmount(_ mount: URL) async throws {
        try await run("umount", mount.path)
    }

    /// Writes down all that is in memory of a mounted disk, as a machine does when it shuts down:
    /// systemd leaves that to the kernel that a container has not.
    func flush(_ mount: URL) async throws {
        try await run("sync", "--file-system", mount.path)
    }

    private func path(of disk: Disk) -> String {
        directory.appending(path: disk.name).path
    }

    private func run(_ words: String...) async throws {
        try await room.command(words).succeed(within: .seconds(120))
    }
}
