import TestSupport
import Testing

/// A running node gets new certificates.
@Suite struct RenewalTests {
    @Test func `a renewal restarts flanneld, and does not reboot`() async throws {
        let authority = try await TestAuthority()
        let node = try await RunningNode()
        try authority.secure("a1", on: node.root)
        try await node.agent([]).succeed()
        #expect(node.firstProcess.reboots == 1)

        try await authority.renew(into: "second")
        try authority.deliver(to: "a1", on: node.root, from: "second")
        let shown = try await node.agent(["--force", "--dry-run"], boot: 2).succeed()
        #expect(shown.hasSuffix("\nthen restart flanneld.service; no reboot\n"))
        try await node.agent(["--force"], boot: 2).succeed()
        #expect(node.firstProcess.calls.last == "TryRestartUnit flanneld.service replace")
        #expect(node.firstProcess.reboots == 1)

        try authority.deliver(to: "a1", on: node.root)
        let reloaded = try await node.agent(["--force", "--no-reboot"], boot: 2).run()
        #expect(reloaded.standardError.contains("by hand: systemctl restart flanneld.service,"))
        #expect(node.firstProcess.calls.last == "Reload")
        #expect(node.firstProcess.reboots == 1)
    }
}
