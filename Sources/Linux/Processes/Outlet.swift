import CLinux
import Glibc

/// A pipe out of a program, and what came through it.
final class Outlet {
    /// The end that the program gets.
    private(set) var writeEnd: Int32
    /// Our end; -1 once nothing more can come.
    private(set) var readEnd: Int32
    private var bytes: [UInt8] = []
    private let limit: Int

    /// Opens a pipe for a program, out of which so many bytes are kept.
    init(of name: String, limit: Int) throws(ProgramError) {
        self.limit = limit
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw .cannotStart(name, errno: errno) }
        (readEnd, writeEnd) = (ends[0], ends[1])
        // Only our end: a program that finds its standard output non-blocking may lose some of it.
        _ = fcntl(readEnd, F_SETFL, O_NONBLOCK)
    }

    deinit {
        closeWriteEnd()
        if readEnd >= 0 { close(readEnd) }
    }

    /// Leaves the program's end to the program, with which it closes.
    func closeWriteEnd() {
        if writeEnd >= 0 { close(writeEnd) }
        writeEnd = -1
    }

    /// What came, as far as there was room for it.
    var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Reads once, and says whether there may be more to read now.
    @discardableResult
    func collect() -> Bool {
        guard readEnd >= 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(readEnd, &chunk, chunk.count)
        guard count > 0 else {
            if count < 0, errno == EINTR || errno == EAGAIN { return errno == EINTR }
            close(readEnd)
            readEnd = -1
            return false
        }
        bytes += chunk.prefix(min(count, limit - bytes.count))
        return true
    }

    /// Reads all that is there.
    func collectAll() {
        while bytes.count < limit, collect() {}
    }
}
