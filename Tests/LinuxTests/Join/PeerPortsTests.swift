import Join
import Foundation
import Testing
@testable import Basics
@testable import Linux
@testable import LinuxJoin

@Suite struct PeerPortsTests {
    /// A socket of this machine, bound to a port of the kernel's choice.
    private func socket(listening: Bool) throws -> (socket: Int32, port: UInt16) {
        let descriptor = Glibc.socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let bound = withUnsafeMutablePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) == 0 && getsockname(descriptor, $0, &length) == 0
            }
        }
        try #require(bound)
        if listening { try #require(listen(descriptor, 1) == 0) }
        return (descriptor, UInt16(bigEndian: address.sin_port))
    }

    @Test func `who listens accepts, also if he never looks; who does not refuses`() throws {
        let (listener, open) = try socket(listening: true)
        let (bound, closed) = try socket(listening: false)
        defer { [listener, bound].forEach { close($0) } }
        let loopback = try IPAddress("127.0.0.1")
        let outcomes = PeerPorts([open, closed, open].map { .init(loopback, $0) })
            .outcomes(within: .seconds(10))
        #expect(outcomes.map(\.port) == [.accepts, .refuses, .accepts])
    }

    @Test func `this machine has the addresses for talking to itself`() throws {
        #expect(try Interfaces.addresses.contains(IPAddress("127.0.0.1")))
    }
}
