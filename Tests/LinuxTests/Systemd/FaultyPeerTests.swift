import Foundation
import TestSupport
import Testing
@testable import Linux

private let units = ["etcd.service", "flanneld.service"]

@Suite(.timeLimit(.minutes(20)))
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

private func failure<Value>(of result: Result<Value, SystemdError>) -> SystemdError? {
    guard case .failure(let error) = result else { return nil }
    return error
}
