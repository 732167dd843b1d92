@testable import Basics
import Testing
@testable import Cluster

extension ClusterDescriptionTests {
    private static let refused: [(String, String)] = [
        // cluster.yaml, message
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
    func `what is wrong in a section is said with its place`(text: String, message: String) {
        expect(message, of: text)
    }

    @Test func `a network over the members is refused on the command line too`() throws {
        let error = #expect(throws: InputError.self) {
            try ClusterDescription(members: InitialCluster(parsing: "a1=http://172.18.0.9:2380"))
        }
        #expect(
            error?.description
                == "network: 172.18.0.0/16 holds the address of member 'a1', 172.18.0.9; the overlay must not contain the machines"
        )
    }
}
