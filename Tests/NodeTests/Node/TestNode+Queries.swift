import Foundation

/// What tests ask of nodes again and again.
extension TestNode {
    /// The subnet that flanneld took, with the address in it that docker's bridge gets:
    /// 172.18.66.1/24.
    func subnet() async throws -> String {
        try await run("sh", "-c", ". /run/flannel/subnet.env && printf %s $FLANNEL_SUBNET")
    }

    /// A property of a unit, as systemd has it now.
    func show(_ unit: String, _ property: String) async throws -> String {
        let value = try await run("systemctl", "show", "--property", property, "--value", unit)
        return value.trimmingCharacters(in: .newlines)
    }

    /// The units that systemd holds as failed.
    func failedUnits() async throws -> String {
        try await run("systemctl", "list-units", "--failed", "--plain", "--no-legend")
    }
}

extension [TestNode] {
    /// Does the same with all, at once.
    func each(_ body: @escaping @Sendable (TestNode) async throws -> Void) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for node in self { group.addTask { try await body(node) } }
            try await group.waitForAll()
        }
    }

    /// The subnet of each.
    func subnets() async throws -> [String] {
        var subnets: [String] = []
        for node in self { subnets.append(try await node.subnet()) }
        return subnets
    }
}
