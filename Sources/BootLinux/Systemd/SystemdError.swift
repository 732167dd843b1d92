import Glibc

/// What PID 1, or the way to it, refuses.
public enum SystemdError: Error, Hashable {
    /// libsystemd cannot be used: the loader's own words.
    case noLibrary(String)
    /// There is nobody at the socket's path.
    case unreachable(path: String, errno: Int32)
    /// The socket is not for this user.
    case noPermission(path: String)
    /// PID 1 answered a method with an error: its name and its own message.
    case refused(method: String, name: String, message: String)
    /// The time for one method is over. What was asked may still be done.
    case noAnswer(to: String, within: Duration)
    /// The other side hung up. What was asked may have been done.
    case connectionLost(during: String)
    /// A message could not be made or understood.
    case cannot(String, errno: Int32)

    /// Whether what was asked for may have been done, though no answer says so.
    public var mayHaveBeenDone: Bool {
        switch self {
        case .noAnswer, .connectionLost: true
        case .noLibrary, .unreachable, .noPermission, .refused, .cannot: false
        }
    }

    /// Whether this is systemd's answer to the name of a unit that is not installed; which of the
    /// two depends on its release.
    var meansNoSuchUnit: Bool {
        guard case .refused(_, let name, _) = self else { return false }
        return name == "org.freedesktop.DBus.Error.FileNotFound"
            || name == "org.freedesktop.systemd1.NoSuchUnit"
    }
}

extension SystemdError: CustomStringConvertible {
    /// One line: where, what is wrong, in PID 1's own words where it said any.
    public var description: String {
        switch self {
        case .noLibrary(let problem):
            "systemd: cannot load libsystemd.so.0; install libsystemd (\(problem))"
        case .unreachable(let path, let errno):
            "systemd: cannot reach PID 1 at \(path): \(describe(errno)); does systemd run here?"
        case .noPermission(let path):
            "systemd: no permission to speak to PID 1 at \(path); run as root"
        case .refused(let method, let name, ""):
            "systemd: \(method) was refused: \(name)"
        case .refused(let method, let name, let message):
            "systemd: \(method) was refused: \(message) (\(name))"
        case .noAnswer(let method, let limit):
            "systemd: no answer to \(method) within \(limit.inSeconds)"
        case .connectionLost(let method):
            "systemd: PID 1 hung up during \(method)"
        case .cannot(let attempt, let errno):
            "systemd: cannot \(attempt): \(describe(errno))"
        }
    }

    private func describe(_ errno: Int32) -> String {
        unsafe String(cString: strerror(errno))
    }
}

extension Duration {
    /// As messages say it: `30 s`.
    var inSeconds: String {
        components.attoseconds == 0 ? "\(components.seconds) s" : "\(self / .seconds(1)) s"
    }
}
