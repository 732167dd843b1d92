import Basics
import Cluster
import Desired
import Units

/// What a file of a node must say to those who read it, by the description.
struct ExpectedFile {
    /// What readers find in a file.
    enum Contents {
        /// The variables of a file that systemd and shells read.
        case variables([(name: String, value: String)])
        /// The settings of a drop-in.
        case settings([Setting])
    }

    /// A setting of a drop-in.
    struct Setting {
        /// What a reader finds in a setting.
        enum Value {
            /// A value of our own words.
            case text(String)
            /// One command of literal words.
            case words([String])
            /// A variable's assignment, in which specifiers mean something.
            case assignment(String)
            /// The command of another unit's setting, with these words after it.
            case command([UInt8], words: [String])
        }

        let section: String
        let name: String
        let value: Value
    }

    let contents: Contents
    /// Lines that every reader passes over.
    private(set) var comments = 0
}

extension ExpectedFile {
    /// etcd's variables (the clustering guide of etcd 2.2 and its successors).
    static func etcd(
        _ member: InitialCluster.Member,
        of node: Node,
        _ store: FlannelBackingStore
    ) -> ExpectedFile {
        let name = member.name.description
        let peer = member.url.description
        let client = client(of: member)
        let members = node.cluster.members.map { "\($0.name)=\($0.url)" }
        let own = isSecure(node) ? "https://localhost:2379" : "http://localhost:2379"
        let security =
            ["ETCD_", "ETCD_PEER_"].flatMap {
                [
                    ("\($0)CERT_FILE", "/etc/etcd/tls/node.crt"),
                    ("\($0)KEY_FILE", "/etc/etcd/tls/node.key"),
                    ("\($0)TRUSTED_CA_FILE", "/etc/etcd/tls/ca.crt"),
                    ("\($0)CLIENT_CERT_AUTH", "true"),
                ]
            } + [
                ("ETCD_PEER_CERT_ALLOWED_HOSTNAME", "localhost"), ("ETCD_PEER_CERT_ALLOWED_CN", ""),
            ]
        let isSwitchedOn = store == .v2(switchedOn: true)
        return ExpectedFile(
            contents: .variables(
                [
                    ("ETCD_NAME", name),
                    ("ETCD_DATA_DIR", "/var/lib/etcd/\(name).etcd"),
                    ("ETCD_LISTEN_PEER_URLS", peer),
                    ("ETCD_LISTEN_CLIENT_URLS", "\(own),\(client)"),
                    ("ETCD_INITIAL_ADVERTISE_PEER_URLS", peer),
                    ("ETCD_INITIAL_CLUSTER", members.joined(separator: ",")),
                    ("ETCD_INITIAL_CLUSTER_STATE", node.cluster.state.rawValue),
                    ("ETCD_INITIAL_CLUSTER_TOKEN", node.cluster.token),
                    ("ETCD_ADVERTISE_CLIENT_URLS", client),
                ] + (isSwitchedOn ? [("ETCD_ENABLE_V2", "true")] : [])
                    + (isSecure(node) ? security : [])
            ),
            comments: isSecure(node) ? 3 : 2
        )
    }

    /// flanneld's variables, by the names that the units of three ages read.
    static func flanneld(_ node: Node, _ store: FlannelBackingStore) -> ExpectedFile {
        let endpoint = endpoint(of: node)
        let prefix = node.cluster.prefix
        let ages = [
            ("FLANNEL_ETCD", "FLANNEL_ETCD_KEY"),
            ("FLANNEL_ETCD_ENDPOINTS", "FLANNEL_ETCD_PREFIX"),
            ("FLANNELD_ETCD_ENDPOINTS", "FLANNELD_ETCD_PREFIX"),
        ]
        let isClassic = store == .classic && node.member != nil
        let credentials = [
            ("FLANNELD_ETCD_CAFILE", "/etc/etcd/tls/ca.crt"),
            ("FLANNELD_ETCD_CERTFILE", "/etc/etcd/tls/node.crt"),
            ("FLANNELD_ETCD_KEYFILE", "/etc/etcd/tls/node.key"),
        ]
        return ExpectedFile(
            contents: .variables(
                ages.prefix(isClassic ? 1 : 3).flatMap { [($0, endpoint), ($1, prefix)] }
                    + (isSecure(node) && !isClassic ? credentials : [])
            )
        )
    }

    private static func isSecure(_ node: Node) -> Bool {
        node.cluster.members.allSatisfy { $0.url.description.hasPrefix("https:") }
    }

    private static func client(of member: InitialCluster.Member) -> String {
        let peer = member.url.description
        return "\(peer.prefix(upTo: peer.lastIndex(of: ":") ?? peer.endIndex)):2379"
    }

    /// A member's own etcd, or those of all members, the first chosen by the worker's name.
    private static func endpoint(of node: Node) -> String {
        guard node.member == nil else {
            return "\(isSecure(node) ? "https" : "http")://127.0.0.1:2379"
        }
        let hash = node.name.description.utf8.reduce(14_695_981_039_346_656_037 as UInt64) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
        let clients = node.cluster.members.map(client)
        let first = Int(hash % UInt64(clients.count))
        return clients.indices.map { clients[(first + $0) % clients.count] }.joined(separator: ",")
    }

    /// The value of the network's key.
    private static func config(_ cluster: ClusterDescription, _ store: FlannelBackingStore)
        -> String
    {
        // Of a small network, early flannels took half for each machine: its subnets are named.
        let prefix = "\(cluster.network)".split(separator: "/").last.flatMap { Int($0) } ?? 0
        let described = cluster.subnetLength ?? (prefix > 22 ? prefix + 2 : nil)
        let length = described.map { #","SubnetLen":\#($0)"# } ?? ""
        let backend = cluster.describedBackend?.rawValue ?? (store == .classic ? nil : "vxlan")
        let choice = backend.map { #","Backend":{"Type":"\#($0)"}"# } ?? ""
        return #"{"Network":"\#(cluster.network)"\#(length)\#(choice)}"#
    }

    /// The first words of a command.
    private static func words(_ value: [UInt8], _ count: Int) throws(Unreadable) -> [String] {
        var words: [String] = []
        for word in try SystemdCommand(reading: value).commands.joined().prefix(count) {
            words.append(string(try SystemdCommand.literal(word)))
        }
        return words
    }

    /// The words of the command that writes the key to the v3 store, the script apart.
    private static func transaction(
        _ etcdctl: String,
        _ key: String,
        _ config: String,
        isSecure: Bool
    ) -> [String] {
        func go(_ text: String) -> String {
            let scalars = text.unicodeScalars.map {
                #""\"#.unicodeScalars.contains($0) ? "\\\($0)" : "\($0)"
            }
            return "\"\(scalars.joined())\""
        }
        func shell(_ text: String) -> String {
            let isPlain = text.utf8.allSatisfy {
                (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0)
                    || "/._-=:".utf8.contains($0)
            }
            let scalars = text.unicodeScalars.map { $0 == "'" ? "'\\''" : "\($0)" }
            return isPlain ? text : "'\(scalars.joined())'"
        }
        let credentials = [
            "ETCDCTL_ENDPOINTS=https://127.0.0.1:2379", "ETCDCTL_CACERT=/etc/etcd/tls/ca.crt",
            "ETCDCTL_CERT=/etc/etcd/tls/node.crt", "ETCDCTL_KEY=/etc/etcd/tls/node.key",
        ]
        let change =
            (["ETCDCTL_API=3"] + (isSecure ? credentials : []) + [etcdctl, "put", key, config])
            .map(shell)
        return [
            "flannel-network", etcdctl, key, config, "version(\(go(key))) = \"0\"",
            "put \(go(key)) \(go(config))", change.joined(separator: " "),
        ]
    }

    /// A drop-in: the settings of a plain node's, but for the commands with words of this one's.
    init(
        like plain: DesiredState.File,
        of node: Node,
        _ store: FlannelBackingStore,
        on installed: InstalledSoftware
    ) throws(Unreadable) {
        let key = node.cluster.prefix + "/config"
        let config = Self.config(node.cluster, store)
        let etcdctl = installed.etcdctl.text
        let command = installed.units["docker.service"]?.file?.execStart.last
        // What stands in a drop-in for another address than the plain node's.
        let address =
            switch node.role {
            case .member(let member, _): member.url.host
            case .worker(let worker, _): worker.address?.description
            }
        let variables = [
            "FLANNELD_IFACE": address ?? "",
            "FLANNELD_ETCD_ENDPOINTS": Self.endpoint(of: node),
            "FLANNELD_ETCD_PREFIX": node.cluster.prefix,
        ]
        let settings = try SystemdUnit(reading: plain.contents).settings.map {
            setting throws(Unreadable) in
            let (name, value) = (string(setting.name), string(setting.value))
            let variable = String(value.prefix { $0 != "=" })
            let expected: Setting.Value =
                switch (name, value.isEmpty, command) {
                case ("Environment", _, _) where variables[variable] != nil:
                    .assignment("\(variable)=\(variables[variable] ?? "")")
                case ("ExecStartPre", _, _) where value.hasSuffix(" join"):
                    .words(["-+\(installed.agent)", "join"])
                case ("ExecStartPre", _, _) where value.hasSuffix(" join --hold"):
                    .words(["-+\(installed.agent)", "join", "--hold"])
                case ("ExecStartPre", _, _) where store == .v3:
                    .words(
                        // The script is that of a plain node.
                        try Self.words(setting.value, 3)
                            + Self.transaction(
                                etcdctl,
                                key,
                                config,
                                isSecure: Self.isSecure(node)
                            )
                    )
                case ("ExecStartPre", _, _):
                    .words([etcdctl, "set", key, config])
                case ("ExecStart", false, let command?):
                    .command(
                        Array(command.utf8),
                        words: ["--bip=${FLANNEL_SUBNET}", "--mtu=${FLANNEL_MTU}"]
                    )
                default: .text(value)
                }
            return Setting(section: string(setting.section), name: name, value: expected)
        }
        contents = .settings(settings)
    }
}

private func string(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
