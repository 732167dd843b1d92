import Foundation
import Linux
import Synchronization
import TestSupport
import Units

/// A node's PID 1, as far as the agent knows it: it speaks D-Bus on `/run/systemd/private`, and
/// does what it is asked with systemd's own code, `systemctl --root`.
final class FirstProcess: Sendable {
    /// What becomes of whoever asked for the reboot.
    enum Shutdown: Sendable {
        /// SIGTERM, as to every service.
        case terminates
        /// Nothing, for too long.
        case lingers
    }

    private let root: URL
    private let shutdown: Shutdown
    private let socket: Int32
    private let asked = Mutex<[String]>([])

    /// The calls so far: the method and its strings.
    var calls: [String] { asked.withLock { $0 } }

    /// The reboots that were asked for so far.
    var reboots: Int {
        calls.count { $0 == "StartUnit reboot.target replace-irreversibly" }
    }

    init(of root: URL, shutdown: Shutdown = .terminates) throws {
        self.root = root
        self.shutdown = shutdown
        let directory = root.appending(path: "run/systemd")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        socket = try listen(at: directory.appending(path: "private").path)
        Thread { [self] in
            while true {
                let connection = accept(socket, nil, nil)
                guard connection >= 0 else { return }
                Thread { [self] in serve(connection) }.start()
            }
        }.start()
    }

    /// Ends the listening; a node's next boot has a new first process.
    func stop() {
        _ = Foundation.shutdown(socket, Int32(SHUT_RDWR))
        close(socket)
    }

    private func serve(_ connection: Int32) {
        let client = peer(of: connection)
        BusServer { [self] call in answer(call, to: client) }.serve(connection)
    }

    private func answer(_ call: BusServer.Call, to client: pid_t) -> BusServer.Answer {
        let words = call.arguments.flatMap(\.words)
        asked.withLock { $0.append(([call.member] + words).joined(separator: " ")) }
        switch call.member {
        case "GetUnitFileState":
            let state = systemctl(["is-enabled"] + words)?.text ?? ""
            guard state.isEmpty || state == "not-found\n" else {
                return .string(state.trimmingCharacters(in: .newlines))
            }
            return .error(
                name: "org.freedesktop.DBus.Error.FileNotFound",
                message: "No such file or directory"
            )
        case "EnableUnitFiles":
            return systemctl(["enable"] + words)?.status == .exited(0) ? .enabled([]) : .refusal
        case "StartUnit":
            if shutdown == .terminates { kill(client, SIGTERM) }
            return .job("/org/freedesktop/systemd1/job/1")
        default:
            return .nothing
        }
    }

    /// Waits for it on this thread: tasks share as many threads as there are cores, and may all be
    /// held up by tests that wait for an answer from here.
    private func systemctl(_ words: [String]) -> Program.Output? {
        try? Program.start(
            "systemctl",
            ["--root=\(root.path)"] + words,
            separatesStandardError: true,
            limit: .seconds(60)
        ).wait()
    }
}

extension BusServer.Answer {
    fileprivate static var refusal: Self {
        .error(name: "org.freedesktop.DBus.Error.Failed", message: "systemctl said no")
    }
}

extension BusServer.Argument {
    fileprivate var words: [String] {
        switch self {
        case .string(let text): [text]
        case .strings(let texts): texts
        case .boolean: []
        }
    }
}

private func listen(at path: String) throws -> Int32 {
    unlink(path)
    let number = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    let fits = withUnsafeMutableBytes(of: &address.sun_path) { room in
        guard path.utf8.count < room.count else { return false }
        room.copyBytes(from: path.utf8)
        return true
    }
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
            bind(number, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
        }
    }
    guard fits, bound == 0, listen(number, 8) == 0 else {
        throw POSIXError(.init(rawValue: errno) ?? .EIO)
    }
    return number
}

private func peer(of connection: Int32) -> pid_t {
    // struct ucred: the process, the user, the group.
    var credentials: [pid_t] = [0, 0, 0]
    var size = socklen_t(MemoryLayout<pid_t>.size * credentials.count)
    getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &credentials, &size)
    return credentials[0]
}
