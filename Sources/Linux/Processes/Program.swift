import CLinux
import Glibc
import Units

/// A running program: started without a shell, with its output collected and its time limited.
///
/// Several can run at once: start all of them, then wait for each.
package final class Program {
    /// How a program ended.
    package enum Status: Hashable, Sendable, CustomStringConvertible {
        /// By itself, with this code.
        case exited(Int32)
        /// By this signal.
        case signaled(Int32)

        /// As messages say it, after what the program printed.
        package var description: String {
            switch self {
            case .exited(let code): "exit status \(code)"
            case .signaled(let signal): "killed by signal \(signal)"
            }
        }
    }

    /// What a program left when it ended.
    package struct Output: Hashable, Sendable {
        /// How it ended.
        package let status: Status
        /// What it wrote to standard output, as far as it was kept; without a separate
        /// standard error, what it wrote there too, in the order in which it did.
        package let text: String
        /// What it wrote to standard error, if that was separate.
        package let standardError: String

        package init(status: Status, text: String, standardError: String = "") {
            (self.status, self.text, self.standardError) = (status, text, standardError)
        }
    }

    package let process: pid_t
    private let name: String
    private let limit: Duration
    private let deadline: Deadline
    private let output: Outlet
    private let standardError: Outlet?
    private let end: Int32
    private var isReaped = false

    /// Runs a program to its end.
    package static func run(
        _ name: String,
        _ arguments: [String] = [],
        limit: Duration
    ) throws(ProgramError) -> Output {
        try start(name, arguments, limit: limit).wait()
    }

    /// Starts a program, found in `PATH` as a shell finds it (posix_spawnp(3)).
    ///
    /// Its standard input is empty, and of our descriptors it gets none. `environment` is the whole
    /// of its own, as `NAME=value`, or nil for ours; `separatesStandardError` has standard error
    /// collected by itself, for a program whose output is to be parsed. Of the output,
    /// `outputLimit` bytes are kept.
    package static func start(
        _ name: String,
        _ arguments: [String] = [],
        environment: [String]? = nil,
        separatesStandardError: Bool = false,
        outputLimit: Int = 1 << 16,
        limit: Duration
    ) throws(ProgramError) -> Program {
        let output = try Outlet(of: name, limit: outputLimit)
        let standardError = separatesStandardError ? try Outlet(of: name, limit: 1 << 16) : nil
        let deadline = Deadline(in: limit)
        let process = try spawn(
            name,
            arguments,
            environment,
            output: output.writeEnd,
            standardError: (standardError ?? output).writeEnd
        )
        output.closeWriteEnd()
        standardError?.closeWriteEnd()
        return try Program(process, name, output, standardError, limit: limit, deadline)
    }

    /// Whether `start` would find a program: as a shell looks for it.
    package static func isFound(_ name: String) -> Bool {
        let path = unsafe getenv("PATH").map { unsafe String(cString: $0) } ?? "/bin:/usr/bin"
        // Where Groups looks next.
        let directories: [Substring] =
            path.split(separator: ":") + (name.hasPrefix("group") ? ["/usr/sbin"] : [])
        return directories.contains { unsafe access("\($0)/\(name)", X_OK) == 0 }
    }

    private init(
        _ process: pid_t,
        _ name: String,
        _ output: Outlet,
        _ standardError: Outlet?,
        limit: Duration,
        _ deadline: Deadline
    ) throws(ProgramError) {
        (self.process, self.name) = (process, name)
        (self.output, self.standardError) = (output, standardError)
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

    /// Waits for the program's end; kills it, with everything that it started, if it takes longer
    /// than its limit.
    ///
    /// What it leaves running is not waited for, even if that holds the output open. `poll` waits
    /// as poll(2) does, and may do more meanwhile.
    package func wait(
        polling poll: (inout [pollfd], Deadline) -> Void = Program.poll
    ) throws(ProgramError) -> Output {
        while true {
            let left = deadline.left
            let hasEnded = hasEnded(polling: poll)
            // Once: a program that writes without an end would hold us here beyond its limit.
            output.collect()
            standardError?.collect()
            if hasEnded { break }
            guard left > .zero else {
                kill(-process, SIGKILL)
                _ = reap()
                throw .tookTooLong(name, limit: limit)
            }
        }
        output.collectAll()
        standardError?.collectAll()
        guard let status = reap() else { throw .cannotStart(name, errno: ECHILD) }
        return Output(status: status, text: output.text, standardError: standardError?.text ?? "")
    }

    /// Whether it has ended, or taken longer than its limit.
    package var hasEnded: Bool {
        var events = [pollfd(fd: end, events: Int16(POLLIN), revents: 0)]
        Program.poll(&events, until: Deadline(in: .zero))
        output.collect()
        standardError?.collect()
        return events[0].revents != 0 || deadline.left == .zero
    }

    /// Has it end by itself.
    package func terminate() { kill(process, SIGTERM) }

    /// Waits for more output or the end, and says whether it is the end.
    private func hasEnded(polling poll: (inout [pollfd], Deadline) -> Void) -> Bool {
        var events = [end, output.readEnd, standardError?.readEnd ?? -1].map {
            pollfd(fd: $0, events: Int16(POLLIN), revents: 0)
        }
        poll(&events, deadline)
        return events[0].revents != 0
    }

    /// Waits for one of these events, and does nothing else.
    package static func poll(_ events: inout [pollfd], until deadline: Deadline) {
        _ = unsafe Glibc.poll(&events, nfds_t(events.count), deadline.milliseconds)
    }

    /// Reads the program's exit status; nil if the kernel did not keep it, because SIGCHLD is
    /// ignored.
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
    standardError: Int32
) throws(ProgramError) -> pid_t {
    var actions = unsafe posix_spawn_file_actions_t()
    unsafe posix_spawn_file_actions_init(&actions)
    defer { unsafe posix_spawn_file_actions_destroy(&actions) }
    // The copies first: our end may be 0 if we were started without a standard input.
    let prepared = unsafe [
        posix_spawn_file_actions_adddup2(&actions, output, STDOUT_FILENO),
        posix_spawn_file_actions_adddup2(&actions, standardError, STDERR_FILENO),
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
