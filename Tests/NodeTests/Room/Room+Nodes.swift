extension Room {
    /// The cluster's three machines, never booted.
    func nodes(_ contents: NodeDisk.Contents = .init()) async throws -> [TestNode] {
        var nodes: [TestNode] = []
        for host in ["a1", "a2", "a3"] {
            nodes.append(try await TestNode(NodeSeed(host: host), contents, in: self))
        }
        return nodes
    }
}
