import Foundation
import TestSupport
import Testing
@testable import Linux

@Suite(.timeLimit(.minutes(20)))
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

/// setfsuid(2), whose header Glibc's module leaves out.
@_silgen_name("setfsuid")
private func setfsuid(_ user: uid_t) -> CInt
