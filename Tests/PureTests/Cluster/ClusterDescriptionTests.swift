import Testing
@testable import Basics
@testable import Cluster
@testable import Status
@testable import Units

@Suite struct ClusterDescriptionTests {
    static let members = "a1=http://10.0.0.1:2380"

    @Test func `every key but the members has a default`() throws {
        let description = try ClusterDescription(
            parsing: Source(name: "cluster.yaml", text: "cluster: \(Self.members)\n")
        )
        #expect(description.members.text == Self.members)
        #expect(description.token == "diy-cluster")
        #expect(description.state == .new)
        #expect(description.network.description == "172.18.0.0/16")
        #expect(description.prefix == "/admin/flannel")
        #expect(description.store == .auto)
        #expect(description.group == "docker")
        #expect(
            try description == ClusterDescription(members: InitialCluster(parsing: Self.members))
        )
    }

    @Test func `every key is read`() throws {
        let text = """
            docker: {group: _wheel-1}
            flannel:
              network: 10.1.0.0/20
              prefix: "/my/key"
              store: v3
            etcd:
              token: 'two $words'
              state: existing
            cluster: \(Self.members)
            """
        let description = try ClusterDescription(parsing: Source(name: "cluster.yaml", text: text))
        #expect(description.token == "two $words")
        #expect(description.state == .existing)
        #expect(description.network.description == "10.1.0.0/20")
        #expect(description.prefix == "/my/key")
        #expect(description.store == .v3)
        #expect(description.group == "_wheel-1")
    }

    private static let three = "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380"

    private static let read: [(String, String)] = [
        // cluster.yaml, the members as etcd is given them
        ("cluster: \(three)", three),
        ("cluster: '\(three)'", three),
        ("{\"cluster\": \"\(three)\"}", three),
        // folded in each of YAML's ways, also with CR LF
        ("cluster: a1=http://10.0.0.1:2380,\n  a2=http://10.0.0.2:2380\n", three),
        ("cluster: \"a1=http://10.0.0.1:2380,\n  a2=http://10.0.0.2:2380\"\n", three),
        ("cluster: >\n  a1=http://10.0.0.1:2380,\n  a2=http://10.0.0.2:2380\n", three),
        ("cluster: |\n  a1=http://10.0.0.1:2380,\n  a2=http://10.0.0.2:2380\n", three),
        ("cluster: |\r\n  a1=http://10.0.0.1:2380,\r\n  a2=http://10.0.0.2:2380\r\n", three),
        // a mapping, block and flow
        ("cluster:\n  a1: http://10.0.0.1:2380\n  a2: http://10.0.0.2:2380\n", three),
        ("cluster: {a1: 'http://10.0.0.1:2380', a2: 'http://10.0.0.2:2380'}", three),
        ("cluster:\n  7: http://[fd00::7]:2380\n", "7=http://[fd00::7]:2380"),
        // a section that holds nothing but defaults
        ("cluster: \(three)\netcd:\nflannel: {}\ndocker: ~\n", three),
    ]

    @Test(arguments: read)
    func `members are read from a string and from a mapping`(text: String, members: String) throws {
        let description = try ClusterDescription(parsing: Source(name: "cluster.yaml", text: text))
        #expect(description.members.text == members)
    }

    /// Refuses a cluster.yaml with a message.
    func expect(_ message: String, of text: String) {
        let error = #expect(throws: InputError.self) {
            try ClusterDescription(parsing: Source(name: "cluster.yaml", text: text))
        }
        #expect(error?.description == message)
    }
}
