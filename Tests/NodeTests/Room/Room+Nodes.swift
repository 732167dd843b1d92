extension Room {
    /// The address that the DHCP server has for a machine: a1 has .51, w1 has .61.
    static func address(of name: String) -> String {
        "192.168.99.\(name.hasPrefix("w") ? 6 : 5)\(name.dropFirst())"
    }

    /// The cluster's three machines, never booted.
    func nodes(_ contents: NodeDisk.Contents = .init()) async throws -> [TestNode] {
        var nodes: [TestNode] = []
        for host in ["a1", "a2", "a3"] {
            nodes.append(try await TestNode(NodeSeed(host: host), contents, in: self))
        }
        return nodes
    }
}
