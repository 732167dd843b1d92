import Glibc
import Diagnostics

/// What the disk, or the state that it is in, refuses.
public enum DiskError: Error, Equatable {
    /// What was attempted, in the words of a message.
    public enum Attempt: String, Sendable {
        case read, create, write, flush, rename, remove, lock
        case keepOriginal = "keep the original of"
        case makeDirectory = "make the directory"
        case copyAttributes = "give owner, mode and attributes to"
    }

    /// What is wrong with something that lies where a file of ours belongs.
    public enum Distrust: Equatable, Sendable {
        case symbolicLink
        case notDirectory
        case notRegular(kind: String)
        case owner(uid: UInt32)
        case writable(mode: UInt32)
        case tooLarge(limit: Int)
    }

    /// A system call was refused.
    case system(Attempt, path: String, errno: Int32)
    /// Something lies at the path, or at a directory above it, that is not followed or trusted.
    case distrusted(path: String, Distrust)
    /// What was written cannot be read back as it was.
    case notReadBack(path: String)
    /// A link that systemd was to make is not there, though systemd said nothing.
    case notMade(path: String)
    /// The file system is gone after a reboot.
    case volatile(path: String, fileSystem: String)

    /// The error number of a refused system call.
    var code: Int32? {
        guard case .system(_, _, let errno) = self else { return nil }
        return errno
    }

    /// Whether the user has no right to do it.
    public var meansNoPermission: Bool { code == EACCES || code == EPERM }

    /// Whether the path, or a directory above it, is not there.
    public var meansMissing: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether bytes could not be moved, rather than a name made.
    public var meansInputOutput: Bool {
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
    public var description: String {
        switch self {
        case .system(let attempt, let path, let errno):
            "\(visible(path)): cannot \(attempt.rawValue): \(unsafe String(cString: strerror(errno)))"
        case .distrusted(let path, let distrust):
            "\(visible(path)): \(distrust)"
        case .notReadBack(let path):
            "\(visible(path)): what was written cannot be read back"
        case .notMade(let path):
            "\(visible(path)): systemd did not make this link, and did not say why"
        case .volatile(let path, let fileSystem):
            "\(visible(path)): lies on \(fileSystem), which a reboot empties: the node would be "
                + "configured and rebooted for ever; --no-reboot configures this boot alone"
        }
    }
}

extension DiskError.Distrust: CustomStringConvertible {
    /// The sentence's end, behind the path.
    public var description: String {
        switch self {
        case .symbolicLink: "a symbolic link, which is not followed"
        case .notDirectory: "not a directory"
        case .notRegular(let kind): "a \(kind), where a regular file belongs"
        case .owner(let uid): "belongs to user \(uid), not to root or to the user who runs this"
        case .writable(let mode):
            "may be written by others (mode \(String(mode, radix: 8))); 'chmod go-w' ends that"
        case .tooLarge(let limit): "is larger than \(limit) bytes"
        }
    }
}
