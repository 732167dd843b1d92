import Testing

extension ClusterDescriptionTests {
    private static let strange: [(String, String)] = [
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
            cluster.yaml:2:1: unknown key 'kubernetes'; the known keys are cluster, workers, etcd, flannel, docker, report
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
            cluster.yaml:2:1: unknown key '\u{1b}[2J'; the known keys are cluster, workers, etcd, flannel, docker, report
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
    ]

    @Test(arguments: strange)
    func `what is wrong with the keys or the members is said with its place`(
        text: String,
        message: String
    ) {
        expect(message, of: text)
    }
}
