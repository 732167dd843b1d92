import CLinux
import Foundation
import Synchronization

/// A new directory, which is removed with all that is in it when the last reference to it goes.
///
/// A suite keeps it in a property: it then lives as long as the test.
package final class TemporaryDirectory: Sendable {
    /// Where it is.
    package let url: URL

    /// Makes the directory in another, for everybody to read.
    package init(in parent: URL = FileManager.default.temporaryDirectory) throws {
        url = parent.appending(path: "bootcmd-\(UUID().uuidString)")
        try FileManager.default.createDirectory(
            at: url,
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
    }

    deinit {
        try? FileManager.default.removeItem(at: url)
    }

    /// A new directory for what all tests share, which is removed when they end.
    package static func untilExit() throws -> URL {
        let directory = try TemporaryDirectory()
        shared.withLock { $0.append(directory) }
        return directory.url
    }

    private static let shared: Mutex<[TemporaryDirectory]> = {
        atexit { TemporaryDirectory.shared.withLock { $0 = [] } }
        return Mutex([])
    }()
}

extension URL {
    /// Where files are as quick as memory, for tests that make thousands and need none to last.
    package static let memory =
        FileManager.default.isWritableFile(atPath: "/dev/shm")
        ? URL(filePath: "/dev/shm") : FileManager.default.temporaryDirectory

    /// Where files outlive a reboot: the agent asks for none where they do not.
    package static var lasting: URL {
        let directory = FileManager.default.temporaryDirectory
        var status = statfs()
        let isInMemory = statfs(directory.path, &status) == 0 && status.f_type == TMPFS_MAGIC
        return isInMemory ? URL(filePath: "/var/tmp") : directory
    }
}
