import Basics
import CLinux
import Glibc

/// The directory below which every path of the program lies: `/`, an image, or a test's.
///
/// No link on the way to a file that is read as an input, or written, is followed: each directory
/// above it must be a real one that belongs to root, or to the user who runs this, and must not be
/// writable by others. Installed programs and units are found through links: see `find`.
package final class Root {
    /// The directory's absolute path without links (realpath(3)); empty for `/`.
    package let prefix: String
    package let descriptor: Int32
    /// No more than a few, among which a list is quicker than a set.
    private var trusted: [NodePath] = []
    /// The lock under which this process changes the root.
    var changeLock: Descriptor?

    /// Whether this is the running system's own root, with its PID 1.
    package var isSystem: Bool { prefix.isEmpty }

    /// Opens a root directory; throws if it does not exist or cannot be trusted.
    package init(_ path: String) throws(DiskError) {
        guard let resolved = unsafe realpath(path, nil) else {
            throw .system(.read, path: path, errno: errno)
        }
        let name = unsafe String(cString: resolved)
        unsafe free(resolved)
        prefix = name == "/" ? "" : name
        descriptor = try call(.read, path) {
            unsafe open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        }
        do throws(DiskError) {
            try requireTrusted(.top)
        } catch {
            close(descriptor)
            throw error
        }
    }

    deinit {
        close(descriptor)
    }

    /// A path as messages name it, and as the operator would type it: after the root's own.
    package func display(_ path: NodePath) -> String { "\(prefix)\(path)" }

    /// Reads a regular file of at most `limit` bytes; nil if it, or a directory above it, does not
    /// exist. An input, which decides what root does, must not be writable by others; a secret one
    /// must not be readable by others either.
    package func read(
        _ path: NodePath,
        limit: Int = Source.limit,
        isInput: Bool = false,
        isSecret: Bool = false,
        ofAnyOwner: Bool = false
    ) throws(DiskError) -> [UInt8]? {
        // Look first: opening a device can have effects, and opening a FIFO can wait.
        guard let status = try status(path) else { return nil }
        try requireRegular(status, path, ofAnyOwner: ofAnyOwner)
        let file = try Descriptor(
            path.belowRoot,
            below: descriptor,
            .reading,
            to: .read,
            named: display(path)
        )
        let opened = try file.status(to: .read)
        try requireRegular(opened, path, ofAnyOwner: ofAnyOwner)
        if isInput { try requireUnwritableByOthers(opened, path) }
        if isSecret, opened.st_mode & (S_IRWXG | S_IRWXO) != 0 {
            throw .distrusted(path: display(path), .readable(mode: opened.st_mode & 0o7777))
        }
        let bytes = try file.bytes(upTo: limit + 1)
        guard bytes.count <= limit else {
            throw .distrusted(path: display(path), .tooLarge(limit: limit))
        }
        return bytes
    }

    /// What lies at a path, which is not followed (fstatat(2)); nil if it, or a directory above it,
    /// does not exist.
    package func status(_ path: NodePath) throws(DiskError) -> stat? {
        guard try trustParents(of: path) else { return nil }
        return try statusUnchecked(path)
    }

    /// Whether a trusted regular file lies at a path; throws for anything else there.
    package func isFile(_ path: NodePath) throws(DiskError) -> Bool {
        guard let status = try status(path) else { return false }
        try requireRegular(status, path)
        return true
    }

    /// Whether anything lies at a path.
    package func exists(_ path: NodePath) throws(DiskError) -> Bool { try status(path) != nil }

    /// The names in a directory; none if it does not exist.
    package func names(in path: NodePath) throws(DiskError) -> [String] {
        guard try exists(path), try trust(path) else { return [] }
        return try directory(path, to: .read).names()
    }

    /// Opens what systemd, or a shell that looks in PATH, would find. Links are followed, without
    /// leaving the root: administrators make them (`systemctl link`, `/usr/local` on ostree), and
    /// those who run what is found follow them too. Nil if nothing is found.
    package func find(
        _ path: NodePath,
        _ opening: Descriptor.Opening
    ) throws(DiskError) -> Descriptor? {
        do throws(DiskError) {
            return try Descriptor(
                path.belowRoot,
                below: descriptor,
                opening,
                followsLinks: true,
                to: .read,
                named: display(path)
            )
        } catch {
            // A link to nothing, through a file or in a circle; or a socket, which cannot be
            // opened.
            guard let code = error.code, [ENOENT, ENOTDIR, ELOOP, ENXIO].contains(code) else {
                throw error
            }
            return nil
        }
    }

    /// Opens a trusted directory.
    package func directory(
        _ path: NodePath,
        to attempt: DiskError.Attempt
    ) throws(DiskError) -> Descriptor {
        guard try trust(path) else { throw .system(attempt, path: display(path), errno: ENOENT) }
        return try Descriptor(
            path.belowRoot,
            below: descriptor,
            .directory,
            to: attempt,
            named: display(path)
        )
    }

    /// Whether every directory above a path exists; throws for one that cannot be trusted.
    func trustParents(of path: NodePath) throws(DiskError) -> Bool {
        path == .top ? true : try trust(path.parent)
    }

    /// Whether a directory, and all above it, exist; throws for one that cannot be trusted.
    func trust(_ directory: NodePath) throws(DiskError) -> Bool {
        guard directory != .top, !trusted.contains(directory) else { return true }
        guard try trust(directory.parent) else { return false }
        guard try requireTrusted(directory) else { return false }
        trusted.append(directory)
        return true
    }

    @discardableResult
    private func requireTrusted(_ path: NodePath) throws(DiskError) -> Bool {
        guard let status = try statusUnchecked(path) else { return false }
        guard status.st_mode & S_IFMT != S_IFLNK else {
            throw .distrusted(path: display(path), .symbolicLink)
        }
        guard status.st_mode & S_IFMT == S_IFDIR else {
            throw .distrusted(path: display(path), .notDirectory)
        }
        try requireOwner(status, path)
        // In a sticky directory, such as /tmp, others cannot replace what is not theirs.
        if status.st_mode & S_ISVTX == 0 { try requireUnwritableByOthers(status, path) }
        return true
    }

    private func requireRegular(
        _ status: stat,
        _ path: NodePath,
        ofAnyOwner: Bool = false
    ) throws(DiskError) {
        switch status.st_mode & S_IFMT {
        case S_IFREG: break
        case S_IFLNK: throw .distrusted(path: display(path), .symbolicLink)
        default: throw .distrusted(path: display(path), .notRegular(kind: status.kind))
        }
        if !ofAnyOwner { try requireOwner(status, path) }
    }

    package func requireOwner(_ status: stat, _ path: NodePath) throws(DiskError) {
        guard status.st_uid == 0 || status.st_uid == geteuid() else {
            throw .distrusted(path: display(path), .owner(uid: status.st_uid))
        }
    }

    package func requireUnwritableByOthers(_ status: stat, _ path: NodePath) throws(DiskError) {
        if geteuid() == 0, try permissions(status, path, about: .write).lets(others: .write) {
            throw .distrusted(path: display(path), .writable(mode: status.st_mode & 0o7777))
        }
    }

    private func statusUnchecked(_ path: NodePath) throws(DiskError) -> stat? {
        var status = stat()
        do throws(DiskError) {
            try call(.read, display(path)) {
                unsafe fstatat(descriptor, path.belowRoot, &status, AT_SYMLINK_NOFOLLOW)
            }
        } catch {
            guard error.code == ENOENT else { throw error }
            return nil
        }
        return status
    }
}

extension stat {
    /// What it is, in a message's words.
    package var kind: String {
        switch st_mode & S_IFMT {
        case S_IFREG: "regular file"
        case S_IFLNK: "symbolic link"
        case S_IFDIR: "directory"
        case S_IFIFO: "FIFO"
        case S_IFSOCK: "socket"
        default: "device"
        }
    }
}
