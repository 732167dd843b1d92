import Basics
import Glibc

/// What the disk refuses, or what on it cannot be trusted.
package enum DiskError: Error, Equatable {
    /// What was attempted, in the words of a message.
    package enum Attempt: String, Sendable {
        case read, create, write, flush, rename, remove, lock
        case keepOriginal = "keep the original of"
        case makeDirectory = "make the directory"
        case protect = "give group and mode to"
        case copyAttributes = "copy owner, mode and attributes to"
    }

    /// Why something at a path is not trusted.
    package enum Distrust: Equatable, Sendable {
        case symbolicLink
        case notDirectory
        case notRegular(kind: String)
        case notLink(kind: String)
        case owner(uid: UInt32)
        case writable(mode: UInt32)
        case readable(mode: UInt32)
        case tooLarge(limit: Int)
        case immutable
        case appendOnly
        case mountPoint
    }

    /// A system call was refused.
    case system(Attempt, path: String, errno: Int32)
    /// What lies at the path, or one of the directories above it, is not followed or trusted.
    case distrusted(path: String, Distrust)
    /// What was written cannot be read back as it was.
    case notReadBack(path: String)
    /// systemd reported success, but a link that it should have made is missing.
    case notMade(path: String)
    /// The file system is empty after a reboot.
    case volatile(path: String, fileSystem: String)

    /// The error number, if a system call was refused.
    package var code: Int32? {
        guard case .system(_, _, let errno) = self else { return nil }
        return errno
    }

    /// Whether the user lacks the permission.
    package var meansNoPermission: Bool { code == EACCES || code == EPERM }

    /// Whether the path, or a directory above it, does not exist.
    package var meansMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether reading or writing bytes failed, rather than creating a name.
    package var meansInputOutput: Bool {
        switch self {
        case .system(let attempt, _, let errno):
            errno == EIO || [.read, .write, .flush].contains(attempt)
        case .notReadBack: true
        case .distrusted, .notMade, .volatile: false
        }
    }
}

extension DiskError: CustomStringConvertible {
    /// One line: the path, and what is wrong with it.
    package var description: String {
        switch self {
        case .system(let attempt, let path, let errno):
            "\(visible(path)): cannot \(attempt.rawValue): "
                + "\(unsafe String(cString: strerror(errno)))"
        case .distrusted(let path, let distrust):
            "\(visible(path)): \(distrust)"
        case .notReadBack(let path):
            "\(visible(path)): what was written cannot be read back"
        case .notMade(let path):
            "\(visible(path)): systemd did not make this link, but reported no error"
        case .volatile(let path, let fileSystem):
            "\(visible(path)): lies on \(fileSystem), which a reboot empties; --no-reboot "
                + "configures only this boot"
        }
    }
}

extension DiskError.Distrust: CustomStringConvertible {
    /// The sentence's end, after the path.
    package var description: String {
        switch self {
        case .symbolicLink: "is a symbolic link, which is not followed"
        case .notDirectory: "is not a directory"
        case .notRegular(let kind): "is a \(kind), not a regular file"
        case .notLink(let kind): "is a \(kind), where systemd makes a link"
        case .owner(let uid): "belongs to user \(uid), not to root or to the user running bootcmd"
        case .writable(let mode):
            "is writable by others (mode \(String(mode, radix: 8))); run 'chmod go-w'"
        case .readable(let mode):
            "is readable by others (mode \(String(mode, radix: 8))); run 'chmod 600'"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        case .immutable: "is immutable; run 'chattr -i'"
        case .appendOnly: "is append-only; run 'chattr -a'"
        case .mountPoint: "is a mount point, over which no file can be renamed; unmount it"
        }
    }
}
