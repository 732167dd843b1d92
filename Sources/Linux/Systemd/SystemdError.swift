import Glibc

/// Why PID 1 did not do what it was asked.
package enum SystemdError: Error, Hashable {
    /// libsystemd cannot be used: the loader's own words.
    case noLibrary(String)
    /// Nobody listens at the socket's path.
    case unreachable(path: String, errno: Int32)
    /// This user may not use the socket.
    case noPermission(path: String)
    /// PID 1 answered a method with an error: its name and its own message.
    case refused(method: String, name: String, message: String)
    /// No answer came in time. PID 1 may still do what was asked.
    case noAnswer(to: String, within: Duration)
    /// The peer closed the connection. It may have done what was asked.
    case connectionLost(during: String)
    /// A message could not be built or read.
    case cannot(String, errno: Int32)

    /// Whether PID 1 may have done what was asked, although no answer says so.
    package var mayHaveBeenDone: Bool {
        switch self {
        case .noAnswer, .connectionLost: true
        case .noLibrary, .unreachable, .noPermission, .refused, .cannot: false
        }
    }

    /// Whether this is systemd's answer for a unit that is not installed; which of the two names it
    /// uses depends on its release.
    var meansNoSuchUnit: Bool {
        guard case .refused(_, let name, _) = self else { return false }
        return name == "org.freedesktop.DBus.Error.FileNotFound"
            || name == "org.freedesktop.systemd1.NoSuchUnit"
    }
}

extension SystemdError: CustomStringConvertible {
    /// One line: where, and what is wrong, in PID 1's own words if it gave any.
    package var description: String {
        switch self {
        case .noLibrary(let problem):
            "systemd: cannot load libsystemd.so.0; install libsystemd (\(problem))"
        case .unreachable(let path, let errno):
            "systemd: cannot reach PID 1 at \(path): \(describe(errno)); is systemd running?"
        case .noPermission(let path):
            "systemd: no permission to talk to PID 1 at \(path); run as root"
        case .refused(let method, let name, ""):
            "systemd: \(method) was refused: \(name)"
        case .refused(let method, let name, let message):
            "systemd: \(method) was refused: \(message) (\(name))"
        case .noAnswer(let method, let limit):
            "systemd: no answer to \(method) within \(limit.inSeconds)"
        case .connectionLost(let method):
            "systemd: PID 1 closed the connection during \(method)"
        case .cannot(let attempt, let errno):
            "systemd: cannot \(attempt): \(describe(errno))"
        }
    }

    private func describe(_ errno: Int32) -> String {
        unsafe String(cString: strerror(errno))
    }
}

extension Duration {
    /// As messages write it: `30 s`.
    var inSeconds: String {
        components.attoseconds == 0 ? "\(components.seconds) s" : "\(self / .seconds(1)) s"
    }
}
