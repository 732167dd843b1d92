import Testing
import Diagnostics

@testable import BootPlan

@Suite struct ClusterDescriptionTests {
    private static let members = "a1=http://10.0.0.1:2380"

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

    private static let refused: [(String, String)] = [
        // cluster.yaml, message
        // the top level
        ("", "cluster.yaml:1:1: nothing but white space and comments"),
        (
            "a1=http://10.0.0.1:2380\n",
            """
            cluster.yaml:1:1: must be a mapping, not a string
            a1=http://10.0.0.1:2380
            ^
            """
        ),
        (
            "- cluster: x\n",
            """
            cluster.yaml:1:1: must be a mapping, not a list
            - cluster: x
            ^
            """
        ),
        (
            "# nothing else\netcd: {token: x}\n",
            """
            cluster.yaml:2:1: no 'cluster' key; it names the members, as in name=http://ADDRESS:2380
            etcd: {token: x}
            ^
            """
        ),
        (
            "cluster: x\ncluster: y\n",
            """
            cluster.yaml:2:1: duplicate key 'cluster', first given on line 1
            cluster: y
            ^
            """
        ),
        // unknown keys
        (
            "cluster: \(members)\nclusters: x\n",
            """
            cluster.yaml:2:1: unknown key 'clusters'; did you mean 'cluster'?
            clusters: x
            ^
            """
        ),
        (
            "cluster: \(members)\nkubernetes: x\n",
            """
            cluster.yaml:2:1: unknown key 'kubernetes'; the known keys are cluster, workers, etcd, flannel, docker
            kubernetes: x
            ^
            """
        ),
        (
            "cluster: \(members)\netcd:\n  tokem: x\n",
            """
            cluster.yaml:3:3: unknown key 'tokem' in 'etcd'; did you mean 'token'?
              tokem: x
              ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {subnet: x}\n",
            """
            cluster.yaml:2:11: unknown key 'subnet' in 'flannel'; the known keys are network, subnet-length, backend, prefix, \
            store
            flannel: {subnet: x}
                      ^
            """
        ),
        (
            "cluster: \(members)\n\"\\e[2J\": x\n",
            #"""
            cluster.yaml:2:1: unknown key '\u{1b}[2J'; the known keys are cluster, workers, etcd, flannel, docker
            "\e[2J": x
            ^
            """#
        ),
        // the members
        (
            "cluster:\n",
            """
            cluster.yaml:1:9: cluster: no value
            cluster:
                    ^
            """
        ),
        (
            "cluster: ''\n",
            """
            cluster.yaml:1:10: cluster: names no member; write name=http://ADDRESS:2380, \
            with commas between members
            cluster: ''
                     ^
            """
        ),
        (
            "cluster: {}\n",
            """
            cluster.yaml:1:10: cluster: names no member; write name=http://ADDRESS:2380, \
            with commas between members
            cluster: {}
                     ^
            """
        ),
        (
            "cluster:\n  - \(members)\n",
            """
            cluster.yaml:2:3: cluster: must be a string or a mapping, not a list
              - a1=http://10.0.0.1:2380
              ^
            """
        ),
        (
            "cluster: a1=http://a1:2380\n",
            """
            cluster.yaml:1:10: cluster: the URL 'http://a1:2380' of 'a1' has the host name 'a1', \
            but etcd listens only on IP addresses
            cluster: a1=http://a1:2380
                     ^
            """
        ),
        // in a mapping, the member itself is shown
        (
            "cluster:\n  a1: http://10.0.0.1:2380\n  a2: http://10.0.0.2\n",
            """
            cluster.yaml:3:3: cluster: the URL 'http://10.0.0.2' of 'a2' has no port; \
            etcd's default is 2380
              a2: http://10.0.0.2
              ^
            """
        ),
        (
            "cluster:\n  a1: http://10.0.0.1:2380\n  a2: http://10.0.0.1:2380\n",
            """
            cluster.yaml:3:3: cluster: 'a1' and 'a2' have the same URL, http://10.0.0.1:2380
              a2: http://10.0.0.1:2380
              ^
            """
        ),
        (
            "cluster:\n  a1: http://10.0.0.1:2380\n  a_2: http://10.0.0.2:2380\n",
            """
            cluster.yaml:3:3: cluster: a member's name must be its host name: the host name 'a_2' \
            contains '_'; only letters, digits and hyphens are legal
              a_2: http://10.0.0.2:2380
              ^
            """
        ),
        (
            "cluster: {'': 'http://10.0.0.1:2380'}\n",
            """
            cluster.yaml:1:11: cluster: a member has no name
            cluster: {'': 'http://10.0.0.1:2380'}
                      ^
            """
        ),
        (
            "cluster:\n  a1: [x]\n",
            """
            cluster.yaml:2:7: a1: must be a URL, not a list
              a1: [x]
                  ^
            """
        ),
        (
            "cluster:\n  a1:\n",
            """
            cluster.yaml:2:6: a1: no value
              a1:
                 ^
            """
        ),
        // the sections
        (
            "cluster: \(members)\netcd: x\n",
            """
            cluster.yaml:2:7: etcd: must be a mapping, not a string
            etcd: x
                  ^
            """
        ),
        (
            "cluster: \(members)\netcd:\n  token:\n",
            """
            cluster.yaml:3:9: token: no value
              token:
                    ^
            """
        ),
        (
            "cluster: \(members)\netcd: {token: ''}\n",
            """
            cluster.yaml:2:15: token: no value
            etcd: {token: ''}
                          ^
            """
        ),
        (
            "cluster: \(members)\netcd: {token: \"a\\nb\"}\n",
            #"""
            cluster.yaml:2:15: token: control character in 'a\nb'
            etcd: {token: "a\nb"}
                          ^
            """#
        ),
        (
            "cluster: \(members)\netcd: {token: [x]}\n",
            """
            cluster.yaml:2:15: token: must be a string, not a list
            etcd: {token: [x]}
                          ^
            """
        ),
        (
            "cluster: \(members)\netcd: {state: New}\n",
            """
            cluster.yaml:2:15: state: 'New' is not one of new, existing; did you mean 'new'?
            etcd: {state: New}
                          ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {store: v4}\n",
            """
            cluster.yaml:2:18: store: 'v4' is not one of auto, v2, v3
            flannel: {store: v4}
                             ^
            """
        ),
        (
            "cluster: \(members)\nflannel:\n  network: 172.18.1.0/16\n",
            """
            cluster.yaml:3:12: network: '172.18.1.0/16' is an address inside 172.18.0.0/16; \
            write the network itself
              network: 172.18.1.0/16
                       ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {prefix: admin/flannel}\n",
            """
            cluster.yaml:2:19: prefix: 'admin/flannel' is not of the form /admin/flannel
            flannel: {prefix: admin/flannel}
                              ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {prefix: /}\n",
            """
            cluster.yaml:2:19: prefix: '/' is not of the form /admin/flannel
            flannel: {prefix: /}
                              ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {prefix: /a//b}\n",
            """
            cluster.yaml:2:19: prefix: '/a//b' is not of the form /admin/flannel
            flannel: {prefix: /a//b}
                              ^
            """
        ),
        (
            "cluster: \(members)\ndocker: {group: Docker}\n",
            """
            cluster.yaml:2:17: group: 'Docker' is not a group name: up to 32 of a-z, 0-9, _ and -, \
            a letter or _ first
            docker: {group: Docker}
                            ^
            """
        ),
        (
            "cluster: \(members)\ndocker: {group: -x}\n",
            """
            cluster.yaml:2:17: group: '-x' is not a group name: up to 32 of a-z, 0-9, _ and -, \
            a letter or _ first
            docker: {group: -x}
                            ^
            """
        ),
        (
            "cluster: \(members)\ndocker: {group: \(String(repeating: "g", count: 33))}\n",
            """
            cluster.yaml:2:17: group: '\(String(repeating: "g", count: 33))' is not a group name: \
            up to 32 of a-z, 0-9, _ and -, a letter or _ first
            docker: {group: \(String(repeating: "g", count: 33))}
                            ^
            """
        ),
        // the overlay over the machines, by default and as described
        (
            "cluster: a1=http://172.18.0.9:2380\n",
            """
            cluster.yaml:1:10: network: 172.18.0.0/16 holds the address of member 'a1', \
            172.18.0.9; the overlay must not contain the machines
            cluster: a1=http://172.18.0.9:2380
                     ^
            """
        ),
        (
            "cluster: \(members)\nflannel: {network: 10.0.0.0/8}\n",
            """
            cluster.yaml:2:20: network: 10.0.0.0/8 holds the address of member 'a1', 10.0.0.1; \
            the overlay must not contain the machines
            flannel: {network: 10.0.0.0/8}
                               ^
            """
        ),
    ]

    @Test(arguments: refused)
    func `what is wrong is said with its place`(text: String, message: String) {
        let error = #expect(throws: Located<ClusterDescriptionError>.self) {
            try ClusterDescription(parsing: Source(name: "cluster.yaml", text: text))
        }
        #expect(error?.description == message)
    }

    @Test func `a network over the members is refused on the command line too`() throws {
        let error = #expect(throws: ClusterDescriptionError.self) {
            try ClusterDescription(members: InitialCluster(parsing: "a1=http://172.18.0.9:2380"))
        }
        #expect(
            error?.description
                == "network: 172.18.0.0/16 holds the address of member 'a1', 172.18.0.9; the overlay must not contain the machines"
        )
    }
}
