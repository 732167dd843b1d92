import BootPlan
import Foundation
import TestSupport
import Testing

@testable import BootLinux

private let units = ["etcd.service", "flanneld.service"]

private let made = [
    UnitFileChange(
        kind: "symlink",
        path: "/etc/systemd/system/multi-user.target.wants/etcd.service",
        source: "/lib/systemd/system/etcd.service"
    ),
    UnitFileChange(
        kind: "symlink",
        path: "/etc/systemd/system/docker.service.requires/flanneld.service",
        source: "/usr/lib/systemd/system/flanneld.service"
    ),
]

@Suite(.timeLimit(.minutes(1)))
struct SystemdCallTests {
    @Test func `both units are enabled in one call, for good and not by force`() throws {
        let peer = Peer.run { _ in
            .enabled(made)
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(try peer.result.get() == made)
        #expect(
            peer.calls == [
                .init(
                    member: "EnableUnitFiles",
                    signature: "asbb",
                    arguments: [.strings(units), .boolean(false), .boolean(false)]
                )
            ]
        )
    }

    @Test func `nothing to change is an answer without changes`() throws {
        let peer = Peer.run { _ in
            .enabled([])
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(try peer.result.get() == [])
    }

    @Test func `the reboot is a job that nothing replaces`() throws {
        let peer = Peer.run { _ in
            .job("/org/freedesktop/systemd1/job/7")
        } _: {
            systemd throws(SystemdError) in
            try systemd.reboot()
        }
        try peer.result.get()
        #expect(
            peer.calls == [
                .init(
                    member: "StartUnit",
                    signature: "ss",
                    arguments: [.string("reboot.target"), .string("replace-irreversibly")]
                )
            ]
        )
    }

    @Test func `a reload has no arguments`() throws {
        let peer = Peer.run { _ in
            .nothing
        } _: { systemd throws(SystemdError) in
            try systemd.reload()
        }
        try peer.result.get()
        #expect(peer.calls == [.init(member: "Reload", signature: "", arguments: [])])
    }

    @Test func `calls follow each other on one connection`() throws {
        let peer = Peer.run { call in
            switch call.member {
            case "GetUnitFileState": .string("disabled")
            case "EnableUnitFiles": .enabled(made)
            default: .job("/org/freedesktop/systemd1/job/7")
            }
        } _: { systemd throws(SystemdError) in
            _ = try systemd.unitFileStates(of: units)
            _ = try systemd.enable(units)
            try systemd.reboot()
        }
        try peer.result.get()
        #expect(
            peer.calls.map(\.member) == [
                "GetUnitFileState", "GetUnitFileState", "EnableUnitFiles", "StartUnit",
            ]
        )
    }

    @Test func `the socket at a path is spoken to like a connected one`() throws {
        let socket = try ListeningSocket()
        let listener = socket.descriptor
        let peer = Peer.run { _ in
            .string("enabled")
        } accepting: {
            accept(listener, nil, nil)
        } _: { () throws(SystemdError) in
            try Systemd(at: socket.path, limit: .seconds(20)).unitFileState(of: "etcd.service")
        }
        #expect(try peer.result.get() == UnitFileState(rawValue: "enabled"))
        #expect(
            peer.calls == [
                .init(
                    member: "GetUnitFileState",
                    signature: "s",
                    arguments: [.string("etcd.service")]
                )
            ]
        )
    }
}

@Suite(.timeLimit(.minutes(1)))
struct UnitStateTests {
    @Test(arguments: [
        "org.freedesktop.DBus.Error.FileNotFound", "org.freedesktop.systemd1.NoSuchUnit",
    ])
    func `a unit that is not installed is unknown to systemd, old or new`(name: String) throws {
        let peer = Peer.run { _ in
            .error(name: name, message: "No such file or directory")
        } _: {
            systemd throws(SystemdError) in
            try systemd.unitFileState(of: "etcd.service")
        }
        #expect(try peer.result.get() == nil)
    }

    @Test func `of several units, those that systemd knows have a state`() throws {
        let peer = Peer.run { call in
            call.arguments == [.string("etcd.service")]
                ? .error(name: "org.freedesktop.DBus.Error.FileNotFound", message: "No such file")
                : .string("masked")
        } _: { systemd throws(SystemdError) in
            try systemd.unitFileStates(of: units)
        }
        #expect(
            try peer.result.get() == ["flanneld.service": UnitFileState(rawValue: "masked")]
        )
    }
}

@Suite(.timeLimit(.minutes(1)))
struct FaultyPeerTests {
    @Test func `a refusal by PID 1 is told in its own words`() {
        let peer = Peer.run { _ in
            .error(
                name: "org.freedesktop.systemd1.TransactionIsDestructive",
                message: "Transaction for reboot.target/start is destructive"
            )
        } _: { systemd throws(SystemdError) in
            try systemd.reboot()
        }
        #expect(
            failure(of: peer.result)
                == .refused(
                    method: "StartUnit",
                    name: "org.freedesktop.systemd1.TransactionIsDestructive",
                    message: "Transaction for reboot.target/start is destructive"
                )
        )
    }

    @Test(arguments: [
        "org.freedesktop.DBus.Error.Timeout", "org.freedesktop.DBus.Error.Disconnected",
    ])
    func `a refusal may have a name that sd-bus also uses itself`(name: String) {
        let peer = Peer.run { _ in
            .error(name: name, message: "said by PID 1")
        } _: {
            systemd throws(SystemdError) in
            try systemd.reboot()
        }
        #expect(
            failure(of: peer.result)
                == .refused(method: "StartUnit", name: name, message: "said by PID 1")
        )
    }

    @Test func `an answer of another type cannot be read`() {
        let peer = Peer.run { _ in
            .string("yes")
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(
            failure(of: peer.result)
                == .cannot("read the answer to EnableUnitFiles", errno: ENXIO)
        )
    }

    @Test func `a call without an answer ends at the time limit`() {
        // Enough for the authentication, which is answered, on a busy machine.
        let limit = Duration.seconds(2)
        let started = ContinuousClock.now
        let peer = Peer.run(limit: limit) { _ in
            .silence
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(failure(of: peer.result) == .noAnswer(to: "EnableUnitFiles", within: limit))
        #expect(ContinuousClock.now - started >= limit)
    }

    @Test func `an authentication without an answer ends at the time limit`() {
        let limit = Duration.milliseconds(50)
        let (client, server) = Peer.socketPair()
        defer { close(server) }
        let started = ContinuousClock.now
        #expect(throws: SystemdError.noAnswer(to: "authentication", within: limit)) {
            try Systemd(connected: client, limit: limit)
        }
        #expect(ContinuousClock.now - started >= limit)
    }

    @Test func `a peer that hangs up before the authentication is a lost connection`() {
        let (client, server) = Peer.socketPair()
        close(server)
        #expect(throws: SystemdError.connectionLost(during: "authentication")) {
            try Systemd(connected: client, limit: .seconds(20))
        }
    }

    @Test func `a peer that hangs up during the authentication is a lost connection`() {
        let (client, server) = Peer.socketPair()
        Thread {
            var byte: UInt8 = 0
            read(server, &byte, 1)
            close(server)
        }.start()
        #expect(throws: SystemdError.connectionLost(during: "authentication")) {
            try Systemd(connected: client, limit: .seconds(20))
        }
    }

    @Test func `a peer that hangs up instead of answering is a lost connection`() {
        let peer = Peer.run { _ in
            .hangUp
        } _: { systemd throws(SystemdError) in
            try systemd.enable(units)
        }
        #expect(failure(of: peer.result) == .connectionLost(during: "EnableUnitFiles"))
    }

    @Test func `a call after the peer has hung up is a lost connection`() {
        let peer = Peer.run { _ in
            .hangUp
        } _: { systemd throws(SystemdError) in
            do throws(SystemdError) { try systemd.reload() } catch {}
            try systemd.reboot()
        }
        #expect(failure(of: peer.result) == .connectionLost(during: "StartUnit"))
        #expect(peer.calls.map(\.member) == ["Reload"])
    }
}

@Suite(.timeLimit(.minutes(1)))
struct SystemdSocketTests {
    @Test func `a socket that is missing is unreachable`() throws {
        let directory = try TemporaryDirectory()
        let path = "\(directory.path)/private"
        #expect(throws: SystemdError.unreachable(path: path, errno: ENOENT)) {
            try Systemd(at: path, limit: .seconds(20))
        }
    }

    @Test func `a socket that nobody listens on is unreachable`() throws {
        let socket = try ListeningSocket()
        socket.stopListening()
        #expect(throws: SystemdError.unreachable(path: socket.path, errno: ECONNREFUSED)) {
            try Systemd(at: socket.path, limit: .seconds(20))
        }
    }

    @Test(.enabled(if: geteuid() == 0, "only root can be somebody else"))
    func `a socket that others may not connect to says no permission`() throws {
        let socket = try ListeningSocket()
        // The file-system user belongs only to this thread, and takes root's capabilities along.
        _ = setfsuid(65534)
        defer { _ = setfsuid(geteuid()) }
        #expect(throws: SystemdError.noPermission(path: socket.path)) {
            try Systemd(at: socket.path, limit: .seconds(20))
        }
    }
}

@Suite struct SystemdErrorTests {
    @Test(
        arguments: [
            (
                .unreachable(path: "/run/systemd/private", errno: ENOENT),
                "systemd: cannot reach PID 1 at /run/systemd/private: No such file or directory; "
                    + "is systemd running?"
            ),
            (
                .noPermission(path: "/run/systemd/private"),
                "systemd: no permission to talk to PID 1 at /run/systemd/private; run as root"
            ),
            (
                .refused(
                    method: "EnableUnitFiles",
                    name: "org.freedesktop.DBus.Error.AccessDenied",
                    message: "SELinux policy denies access"
                ),
                "systemd: EnableUnitFiles was refused: SELinux policy denies access "
                    + "(org.freedesktop.DBus.Error.AccessDenied)"
            ),
            (
                .refused(method: "Reload", name: "org.freedesktop.DBus.Error.Failed", message: ""),
                "systemd: Reload was refused: org.freedesktop.DBus.Error.Failed"
            ),
            (
                .noAnswer(to: "EnableUnitFiles", within: .seconds(30)),
                "systemd: no answer to EnableUnitFiles within 30 s"
            ),
            (
                .noAnswer(to: "authentication", within: .milliseconds(50)),
                "systemd: no answer to authentication within 0.05 s"
            ),
            (
                .connectionLost(during: "StartUnit"),
                "systemd: PID 1 closed the connection during StartUnit"
            ),
            (
                .cannot("read the answer to StartUnit", errno: EBADMSG),
                "systemd: cannot read the answer to StartUnit: Bad message"
            ),
        ] as [(SystemdError, String)]
    )
    func `a systemd error is one line with all that is known`(error: SystemdError, line: String) {
        #expect(error.description == line)
    }
}

private func failure<Value>(of result: Result<Value, SystemdError>) -> SystemdError? {
    guard case .failure(let error) = result else { return nil }
    return error
}

/// setfsuid(2), whose header Glibc's module leaves out.
@_silgen_name("setfsuid")
private func setfsuid(_ user: uid_t) -> CInt

/// A socket at a path that only its owner may connect to, as systemd makes its own.
private final class ListeningSocket {
    let path: String
    let descriptor: Int32
    private let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        path = "\(directory.path)/private"
        descriptor = socket(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path.utf8) }
        let bound = withUnsafePointer(to: address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        guard bound == 0, chmod(path, 0o600) == 0, listen(descriptor, 1) == 0 else {
            throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO)
        }
    }

    deinit { close(descriptor) }

    /// What a systemd that has gone leaves behind.
    func stopListening() { shutdown(descriptor, Int32(SHUT_RDWR)) }
}
