import CLinux
import Glibc

/// An open file, closed when it goes out of scope.
package struct Descriptor: ~Copyable {
    package let number: Int32
    /// The path as messages name it.
    package let path: String

    deinit {
        close(number)
    }

    /// How a file is opened.
    package enum Opening {
        /// To read, without waiting for a FIFO and without taking a terminal.
        case reading
        case directory
        /// To look at what lies there without reading it; `link` opens a symbolic link itself.
        case pathOnly(link: Bool)
        /// To write a file that does not exist yet.
        case newFile(mode: mode_t)
        /// To lock a file, which is created if it does not exist.
        case lockFile

        package var flags: Int32 {
            switch self {
            case .reading: O_RDONLY | O_NONBLOCK | O_NOCTTY
            case .directory: O_RDONLY | O_DIRECTORY
            // glibc has the name O_PATH only for _GNU_SOURCE.
            case .pathOnly(let link): __O_PATH | (link ? O_NOFOLLOW : 0)
            case .newFile: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW
            case .lockFile: O_WRONLY | O_CREAT | O_NONBLOCK
            }
        }

        package var mode: mode_t {
            switch self {
            case .reading, .directory, .pathOnly: 0
            case .newFile(let mode): mode
            case .lockFile: 0o600
            }
        }
    }

    /// Opens a path below a directory without ever leaving the directory, and without following a
    /// link unless `followsLinks` (openat2(2)).
    package init(
        _ relativePath: String,
        below directory: Int32,
        _ opening: Opening,
        followsLinks: Bool = false,
        to attempt: DiskError.Attempt,
        named name: String
    ) throws(DiskError) {
        let links = followsLinks ? 0 : RESOLVE_NO_SYMLINKS
        let resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS | links
        self.path = name
        number = try call(attempt, name) {
            // If a link contains "..", any rename elsewhere at the same time makes the kernel give
            // up; "the caller may choose to retry" (openat2(2), EAGAIN).
            for _ in 0..<1000 {
                let number = unsafe linux_openat2(
                    directory,
                    relativePath,
                    UInt64(opening.flags | O_CLOEXEC),
                    UInt64(opening.mode),
                    UInt64(resolve)
                )
                guard number == -1, errno == EAGAIN else { return number }
            }
            return -1
        }
    }

    /// fstat(2).
    package func status(to attempt: DiskError.Attempt) throws(DiskError) -> stat {
        var status = stat()
        try call(attempt, path) { unsafe fstat(number, &status) }
        return status
    }

    /// The bytes of a regular file, no more than `limit`.
    package func bytes(upTo limit: Int) throws(DiskError) -> [UInt8] {
        var bytes: [UInt8] = []
        while bytes.count < limit {
            // More than the inputs and the record take, but not so much that the heap must grow.
            let room = min(limit - bytes.count, 1 << 14)
            var count = 0
            let chunk = try unsafe Array<UInt8>(unsafeUninitializedCapacity: room) {
                buffer,
                initialized throws(DiskError) in
                count = try call(.read, path) { unsafe read(number, buffer.baseAddress, room) }
                initialized = count
            }
            guard count > 0 else { return bytes }
            bytes += chunk
        }
        return bytes
    }

    /// The names in a directory, sorted.
    package func names() throws(DiskError) -> [String] {
        let copy = try call(.read, path) { fcntl(number, F_DUPFD_CLOEXEC, 0) }
        guard let stream = unsafe fdopendir(copy) else {
            let code = errno
            close(copy)
            throw .system(.read, path: path, errno: code)
        }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while true {
            // The end and an error look alike (readdir(3)).
            errno = 0
            guard let entry = unsafe readdir(stream) else {
                if errno == EINTR { continue }
                guard errno == 0 else { throw .system(.read, path: path, errno: errno) }
                return names.sorted()
            }
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
                unsafe String(cString: UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self))
            }
            if name != ".", name != ".." { names.append(name) }
        }
    }

    /// Where a symbolic link leads, if the link itself was opened (`O_PATH | O_NOFOLLOW`).
    package func target() throws(DiskError) -> String { try linkTarget(below: number, "", path) }

    /// The absolute path of the open file, for programs that take no descriptor.
    package func resolvedPath() throws(DiskError) -> String {
        try linkTarget(below: AT_FDCWD, "/proc/self/fd/\(number)", path)
    }

    /// Writes all of the bytes, however few a call takes.
    package func write(_ bytes: [UInt8]) throws(DiskError) {
        var written = 0
        while written < bytes.count {
            written += try call(.write, path) {
                unsafe bytes[written...].withUnsafeBytes { rest in
                    unsafe Glibc.write(number, rest.baseAddress, rest.count)
                }
            }
        }
    }

    /// Returns when the file's bytes, or the directory's names, are on the disk (fsync(2)).
    package func flush() throws(DiskError) {
        try call(.flush, path) { fsync(number) }
    }
}

/// readlinkat(2).
private func linkTarget(
    below directory: Int32,
    _ link: String,
    _ path: String
) throws(DiskError) -> String {
    var target = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = try call(.read, path) {
        unsafe readlinkat(directory, link, &target, target.count)
    }
    return String(decoding: target[..<length].map(UInt8.init(bitPattern:)), as: UTF8.self)
}
