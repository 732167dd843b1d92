import Foundation

/// What tests ask of nodes again and again.
extension Node {
    /// The subnet that flanneld took, with the address in it that docker's bridge gets: 172.18.66.1/24.
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

extension Room {
    /// The cluster's three machines, never booted.
    func nodes(_ contents: Disk.Contents = .init()) async throws -> [Node] {
        var nodes: [Node] = []
        for host in ["a1", "a2", "a3"] {
            nodes.append(try await Node(Seed(host: host), contents, in: self))
        }
        return nodes
    }
}

extension [Node] {
    /// Does the same with all, at once.
    func each(_ body: @escaping @Sendable (Node) async throws -> Void) async throws {
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
