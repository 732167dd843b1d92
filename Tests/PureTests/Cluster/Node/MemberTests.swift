import Testing
@testable import Basics
@testable import Cluster
@testable import Status

/// Which member a machine is.
@Suite struct MemberTests {
    private func node(_ host: String, among names: [String]) throws -> Node {
        let members = names.enumerated().map { "\($1)=http://10.0.0.\($0 + 1):2380" }
        let metaData = try MetaData(
            parsing: Source(name: "meta-data", text: "{instance-id: i, local-hostname: \(host)}")
        )
        return try Node(
            metaData,
            in: ClusterDescription(members: InitialCluster(parsing: members.joined(separator: ",")))
        )
    }

    @Test(arguments: [
        // host name, members, position
        ("a1", ["a1"], 1),
        ("a2", ["a1", "a2", "a3"], 2),
        // a name within another does no harm, wherever it stands
        ("a1", ["ba1", "a1", "a11"], 2),
        ("a1", ["a11", "a1-b", "a1"], 3),
        ("a2.example.org", ["a1", "a2", "a3"], 2),
    ])
    func `a machine is the member of its name`(host: String, members: [String], position: Int)
        throws
    {
        let node = try node(host, among: members)
        #expect(node.role.position == position)
        #expect(node.name.description == members[position - 1])
        #expect(node.member?.url.description == "http://10.0.0.\(position):2380")
        #expect(node.cluster.members.count == members.count)
        #expect(node.identity.instanceID == "i")
    }

    private static let strangers: [(String, [String], String)] = [
        // host name, members, message
        (
            "b1", ["a1", "a2", "a3"],
            "cluster: no member named 'b1' among a1, a2, a3; is local-hostname right?"
        ),
        (
            "A1", ["a1", "a2", "a3"],
            "cluster: no member named 'A1' among a1, a2, a3; did you mean 'a1', or is local-hostname right?"
        ),
        (
            "worker", ["worker1", "master"],
            "cluster: no member named 'worker' among worker1, master; did you mean 'worker1', or is local-hostname right?"
        ),
        (
            "x", (1...12).map { "node\($0)" },
            "cluster: no member named 'x' among node1, node2, node3, node4, node5, node6, node7, node8 and 4 more; is local-hostname right?"
        ),
    ]

    @Test(arguments: strangers)
    func `a machine that is not a member is refused`(
        host: String,
        members: [String],
        message: String
    ) {
        let error = #expect(throws: NodeError.self) { try node(host, among: members) }
        #expect(error?.description == message)
    }

    @Test(arguments: [
        // members, warning
        (1, "cluster: 1 member: the cluster does not survive its loss; 3 survive the loss of 1"),
        (
            2,
            "cluster: 2 members survive the loss of 0, as many as 1 would; use an odd number"
        ),
        (3, nil),
        (
            4,
            "cluster: 4 members survive the loss of 1, as many as 3 would; use an odd number"
        ),
        (5, nil),
        (
            6,
            "cluster: 6 members survive the loss of 2, as many as 5 would; use an odd number"
        ),
        (7, nil),
        (
            9,
            "cluster: 9 members, and every write waits for 5 of them; 7 are enough, the others can be workers"
        ),
        (
            15,
            "cluster: 15 members, and every write waits for 8 of them; 7 are enough, the others can be workers"
        ),
    ])
    func `a number of members that is unwise is warned of`(count: Int, warning: String?) throws {
        let node = try node("a1", among: (1...count).map { "a\($0)" })
        #expect(node.warnings == (warning.map { [$0] } ?? []))
    }
}
