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
        /// What it wrote to standard output, as far as there was room; of a program whose words were not to be
        /// kept apart, what it wrote to standard error too, in the order in which it did.
        public let text: String
        /// What it wrote to standard error, if that was to be kept apart.
        public let words: String

        init(status: Status, text: String, words: String = "") {
            (self.status, self.text, self.words) = (status, text, words)
        }
    }

    let process: pid_t
    private let name: String
    private let limit: Duration
    private let deadline: Deadline
    private let output: Outlet
    private let words: Outlet?
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
    /// Its standard input is empty, and of our descriptors it gets none. `environment` is the whole of
    /// its own, as `NAME=value`, or nil for ours; `keepsWordsApart` has standard error collected by
    /// itself, for a program whose output is to be parsed. Of the output, `room` bytes are kept.
    public static func start(
        _ name: String,
        _ arguments: [String] = [],
        environment: [String]? = nil,
        keepsWordsApart: Bool = false,
        room: Int = 1 << 16,
        limit: Duration
    ) throws(ProgramError) -> Program {
        let output = try Outlet(of: name, room: room)
        let words = keepsWordsApart ? try Outlet(of: name, room: 1 << 16) : nil
        let deadline = Deadline(in: limit)
        let process = try spawn(
            name,
            arguments,
            environment,
            output: output.inside,
            words: (words ?? output).inside
        )
        output.closeInside()
        words?.closeInside()
        return try Program(process, name, output, words, limit: limit, deadline)
    }

    private init(
        _ process: pid_t,
        _ name: String,
        _ output: Outlet,
        _ words: Outlet?,
        limit: Duration,
        _ deadline: Deadline
    ) throws(ProgramError) {
        (self.process, self.name, self.output, self.words) = (process, name, output, words)
        (self.limit, self.deadline) = (limit, deadline)
        end = linux_pidfd_open(process)
        guard end >= 0 else { throw .cannotStart(name, errno: errno) }
    }

    deinit {
        if !isReaped {
            kill(-process, SIGKILL)
            _ = reap()
        }
        if end >= 0 { close(end) }
    }

    /// Waits for the program's end; kills it, with everything that it started, if it takes longer than
    /// its limit.
    ///
    /// What it leaves running is not waited for, even if that holds the output open.
    public func wait() throws(ProgramError) -> Output {
        while true {
            let left = deadline.left
            let hasEnded = pollEnd()
            // Once: a program that writes without an end would hold us here beyond its limit.
            output.collect()
            words?.collect()
            if hasEnded { break }
            guard left > .zero else {
                kill(-process, SIGKILL)
                _ = reap()
                throw .tookTooLong(name, limit: limit)
            }
        }
        output.collectAll()
        words?.collectAll()
        guard let status = reap() else { throw .cannotStart(name, errno: ECHILD) }
        return Output(status: status, text: output.text, words: words?.text ?? "")
    }

    /// Waits for more output or the end, and says whether it is the end.
    private func pollEnd() -> Bool {
        var events = [end, output.outside, words?.outside ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        return unsafe poll(&events, nfds_t(events.count), deadline.milliseconds) > 0
            && events[0].revents != 0
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

/// The words as execve(2) takes them, a null pointer after the last; each is the caller's to free.
private func copies(of words: [String]) -> [UnsafeMutablePointer<CChar>?] {
    unsafe words.map { unsafe strdup($0) } + [nil]
}

private func spawn(
    _ name: String,
    _ arguments: [String],
    _ environment: [String]?,
    output: Int32,
    words: Int32
) throws(ProgramError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The copies first: our end may be 0 if we were started without a standard input.
    let prepared = unsafe [
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO),
        posix_spawn_file_actions_adddup2(&actions, words, STDERR_FILENO),
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

    let command = unsafe copies(of: [name] + arguments)
    var variables = unsafe copies(of: environment ?? [])
    defer { unsafe (command + variables).forEach { word in unsafe free(word) } }

    var process: pid_t = 0
    let refused = unsafe variables.withUnsafeMutableBufferPointer { variables in
        unsafe posix_spawnp(
            &process,
            name,
            &actions,
            &attributes,
            command,
            environment == nil ? linux_environment() : variables.baseAddress
        )
    }
    switch refused {
    case 0: return process
    case ENOENT: throw .notFound(name)
    default: throw .cannotStart(name, errno: refused)
    }
}
