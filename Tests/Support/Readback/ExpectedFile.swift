import BootPlan

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
    static func etcd(_ node: Node, _ store: FlannelBackingStore) -> ExpectedFile {
        let name = node.name.description
        let peer = node.member.url.description
        let client = "\(peer.prefix(upTo: peer.lastIndex(of: ":") ?? peer.endIndex)):2379"
        let members = node.cluster.members.map { "\($0.name)=\($0.url)" }
        let isSwitchedOn = store == .v2(switchedOn: true)
        return ExpectedFile(
            contents: .variables(
                [
                    ("ETCD_NAME", name),
                    ("ETCD_DATA_DIR", "/var/lib/etcd/\(name).etcd"),
                    ("ETCD_LISTEN_PEER_URLS", peer),
                    ("ETCD_LISTEN_CLIENT_URLS", "http://localhost:2379,\(client)"),
                    ("ETCD_INITIAL_ADVERTISE_PEER_URLS", peer),
                    ("ETCD_INITIAL_CLUSTER", members.joined(separator: ",")),
                    ("ETCD_INITIAL_CLUSTER_STATE", node.cluster.state.rawValue),
                    ("ETCD_INITIAL_CLUSTER_TOKEN", node.cluster.token),
                    ("ETCD_ADVERTISE_CLIENT_URLS", client),
                ] + (isSwitchedOn ? [("ETCD_ENABLE_V2", "true")] : [])
            ),
            comments: 2
        )
    }

    /// flanneld's variables, by the names that the units of three ages read.
    static func flanneld(_ node: Node, _ store: FlannelBackingStore) -> ExpectedFile {
        let endpoint = "http://127.0.0.1:2379"
        let prefix = node.cluster.prefix
        let ages = [
            ("FLANNEL_ETCD", "FLANNEL_ETCD_KEY"),
            ("FLANNEL_ETCD_ENDPOINTS", "FLANNEL_ETCD_PREFIX"),
            ("FLANNELD_ETCD_ENDPOINTS", "FLANNELD_ETCD_PREFIX"),
        ]
        return ExpectedFile(
            contents: .variables(
                ages.prefix(store == .classic ? 1 : 3).flatMap { [($0, endpoint), ($1, prefix)] }
            )
        )
    }

    /// A drop-in: the settings of a plain node's, but for the commands with words of this one's.
    init(
        like plain: DesiredState.File,
        of node: Node,
        _ store: FlannelBackingStore,
        on installed: InstalledSoftware
    ) throws(Unreadable) {
        let key = node.cluster.prefix + "/config"
        let network = #"{"Network":"\#(node.cluster.network)"}"#
        let command = installed.units["docker.service"]?.file?.execStart.last
        // What stands in a drop-in for another address than the plain node's.
        let variables = [
            "FLANNELD_IFACE": node.member.url.host,
            "FLANNELD_ETCD_ENDPOINTS": "http://127.0.0.1:2379",
            "FLANNELD_ETCD_PREFIX": node.cluster.prefix,
        ]
        let settings = try SystemdUnit(reading: plain.contents).settings.map { setting in
            let (name, value) = (string(setting.name), string(setting.value))
            let variable = String(value.prefix { $0 != "=" })
            let expected: Setting.Value =
                switch (name, value.isEmpty, command) {
                case ("Environment", _, _) where variables[variable] != nil:
                    .assignment("\(variable)=\(variables[variable] ?? "")")
                case ("ExecStartPre", _, _) where value.hasSuffix(" join"):
                    .words(["-+\(installed.agent)", "join"])
                case ("ExecStartPre", _, _):
                    .words([installed.etcdctl.text, store == .v3 ? "put" : "set", key, network])
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
