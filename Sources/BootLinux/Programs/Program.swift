import CLinux
import Glibc

/// A running program: started without a shell, with its output collected and its time limited.
///
/// Several can run at once: start all of them, then wait for each.
public final class Program {
    /// How a program ended.
    public enum Status: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with this code.
        case exited(Int32)
        /// By this signal.
        case signaled(Int32)

        /// As messages say it, after what the program printed.
        public var description: String {
            switch self {
            case .exited(let code): "exit status \(code)"
            case .signaled(let signal): "killed by signal \(signal)"
            }
        }
    }

    /// What a program left when it ended.
    public struct Output: Hashable, Sendable {
        /// How it ended.
        public let status: Status
        /// What it wrote to standard output and standard error, in the order in which it wrote it; at
        /// most the first 64 KiB.
        public let text: String
    }

    private static let room = 1 << 16

    let process: pid_t
    private let name: String
    private let limit: Duration
    private let deadline: Deadline
    private var output: Int32
    private let end: Int32
    private var isReaped = false

    /// Runs a program to its end.
    public static func run(
        _ name: String,
        _ arguments: [String] = [],
        limit: Duration
    ) throws(ProgramError) -> Output {
        try start(name, arguments, limit: limit).wait()
    }

    /// Starts a program, found in `PATH` as a shell finds it (posix_spawnp(3)).
    ///
    /// Its standard input is empty, its environment is ours, and it inherits no other descriptor.
    public static func start(
        _ name: String,
        _ arguments: [String] = [],
        limit: Duration
    ) throws(ProgramError) -> Program {
        try Program(name, arguments, limit: limit)
    }

    private init(_ name: String, _ arguments: [String], limit: Duration) throws(ProgramError) {
        var ends: [Int32] = [-1, -1]
        guard unsafe pipe2(&ends, O_CLOEXEC) == 0 else { throw .cannotStart(name, errno: errno) }
        defer { close(ends[1]) }

        deadline = Deadline(in: limit)
        do throws(ProgramError) {
            process = try spawn(name, arguments, output: ends[1])
        } catch {
            close(ends[0])
            throw error
        }
        // Only our end: a program whose standard output is non-blocking may lose some of its output.
        _ = fcntl(ends[0], F_SETFL, O_NONBLOCK)
        (self.name, self.limit, output) = (name, limit, ends[0])
        end = linux_pidfd_open(process)
        guard end >= 0 else { throw .cannotStart(name, errno: errno) }
    }

    deinit {
        if !isReaped {
            kill(-process, SIGKILL)
            _ = reap()
        }
        if output >= 0 { close(output) }
        if end >= 0 { close(end) }
    }

    /// Waits for the program's end; kills it, with everything that it started, if it takes longer than
    /// its limit.
    ///
    /// What it leaves running is not waited for, even if that holds the output open.
    public func wait() throws(ProgramError) -> Output {
        var bytes: [UInt8] = []
        while true {
            let left = deadline.left
            let hasEnded = pollEnd(for: left)
            // Only once: a program that never stops writing would hold us here beyond its limit.
            _ = collect(into: &bytes)
            if hasEnded { break }
            guard left > .zero else {
                kill(-process, SIGKILL)
                _ = reap()
                throw .tookTooLong(name, limit: limit)
            }
        }
        while bytes.count < Self.room, collect(into: &bytes) {}
        guard let status = reap() else { throw .cannotStart(name, errno: ECHILD) }
        return Output(status: status, text: String(decoding: bytes, as: UTF8.self))
    }

    /// Waits for more output or the end, and says whether it is the end.
    private func pollEnd(for time: Duration) -> Bool {
        var events = [
            pollfd(fd: end, events: Int16(POLLIN), revents: 0),
            pollfd(fd: output, events: Int16(POLLIN), revents: 0),
        ]
        // Rounded up: otherwise the last millisecond would be spent in a busy loop.
        let milliseconds = Int32(clamping: Int64(max(0, time / .milliseconds(1)).rounded(.up)))
        return unsafe poll(&events, nfds_t(events.count), milliseconds) > 0
            && events[0].revents != 0
    }

    /// Reads output once, and says whether there may be more to read now.
    private func collect(into bytes: inout [UInt8]) -> Bool {
        guard output >= 0 else { return false }
        var chunk = [UInt8](repeating: 0, count: Self.room)
        let count = unsafe read(output, &chunk, chunk.count)
        guard count > 0 else {
            if count < 0, errno == EINTR || errno == EAGAIN { return errno == EINTR }
            close(output)
            output = -1
            return false
        }
        bytes += chunk.prefix(min(count, Self.room - bytes.count))
        return true
    }

    /// Reads the program's exit status; nil if the kernel did not keep it, because SIGCHLD is ignored.
    private func reap() -> Status? {
        isReaped = true
        var status: Int32 = 0
        while unsafe waitpid(process, &status, 0) == -1 {
            guard errno == EINTR else { return nil }
        }
        // WIFEXITED and its like are macros that Swift does not import.
        let signal = status & 0x7f
        return signal == 0 ? .exited((status >> 8) & 0xff) : .signaled(signal)
    }
}

private func spawn(
    _ name: String,
    _ arguments: [String],
    output: Int32
) throws(ProgramError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The copies first: our end may be 0 if we were started without a standard input.
    let prepared = unsafe [
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO),
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO),
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0),
        posix_spawn_file_actions_addclosefrom_np(&actions, STDERR_FILENO + 1),
    ]
    if let refused = prepared.first(where: { $0 != 0 }) { throw .cannotStart(name, errno: refused) }

    var attributes = posix_spawnattr_t()
    unsafe posix_spawnattr_init(&attributes)
    defer { unsafe posix_spawnattr_destroy(&attributes) }
    // A process group of its own, to be killed as a whole; signals as a program expects them.
    var none = sigset_t()
    var all = sigset_t()
    unsafe sigemptyset(&none)
    unsafe sigfillset(&all)
    unsafe posix_spawnattr_setpgroup(&attributes, 0)
    unsafe posix_spawnattr_setsigmask(&attributes, &none)
    unsafe posix_spawnattr_setsigdefault(&attributes, &all)
    unsafe posix_spawnattr_setflags(
        &attributes,
        Int16(POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF)
    )

    var words: [UnsafeMutablePointer<CChar>?] = unsafe ([name] + arguments).map { word in
        unsafe strdup(word)
    }
    defer { unsafe words.forEach { word in unsafe free(word) } }
    unsafe words.append(nil)

    var process: pid_t = 0
    let refused = unsafe posix_spawnp(
        &process,
        name,
        &actions,
        &attributes,
        words,
        linux_environment()
    )
    switch refused {
    case 0: return process
    case ENOENT: throw .notFound(name)
    default: throw .cannotStart(name, errno: refused)
    }
}
