import Readback
import Testing
@testable import Basics
@testable import Desired
@testable import Status

@Suite struct SettingConflictTests {
    private static let unit = "/usr/lib/systemd/system/etcd.service"

    private static let alone =
        "has etcd leave the other members at every start; remove it (for one start: "
        + "'systemctl set-environment ETCD_FORCE_NEW_CLUSTER=true')"
    private static let relay = "has etcd pass requests on, and be no member; remove it"

    private static let etcd: [(Version, String, [String])] = [
        // etcd, its [Service], why a run is refused
        (Version(3, 5), "ExecStart=/usr/bin/etcd", []),
        (Version(3, 5), "ExecStart=/usr/bin/etcd --quota-backend-bytes=1 --log-level debug", []),
        (
            Version(3, 5), "ExecStart=/usr/bin/etcd --name a1",
            [
                "\(unit): '--name a1' is given, and etcd 3.5 does not start where ETCD_NAME is set "
                    + "as well; remove the flag"
            ]
        ),
        (
            Version(3, 4), "ExecStart=/usr/bin/etcd -initial-cluster-state=new --data-dir /d",
            [
                "\(unit): '-initial-cluster-state=new' is given, and etcd 3.4 does not start where "
                    + "ETCD_INITIAL_CLUSTER_STATE is set as well; remove the flag",
                "\(unit): '--data-dir /d' is given, and etcd 3.4 does not start where ETCD_DATA_DIR "
                    + "is set as well; remove the flag",
            ]
        ),
        // before 3.4 a flag wins, and is right where it has the same value
        (Version(3, 3), #"ExecStart=/bin/bash -c "/usr/bin/etcd --name=\"${ETCD_NAME}\"""#, []),
        (
            Version(3, 4), #"ExecStart=/bin/bash -c "/usr/bin/etcd --name=\"${ETCD_NAME}\"""#,
            [
                "\(unit): '--name=a1' is given, and etcd 3.4 does not start where ETCD_NAME is set "
                    + "as well; remove the flag"
            ]
        ),
        (Version(3, 3), "ExecStart=/usr/bin/etcd --name=a1", []),
        (
            Version(3, 3), "ExecStart=/usr/bin/etcd --name=default",
            ["\(unit): '--name=default' would win over ETCD_NAME; remove it"]
        ),
        (
            Version(2, 2), "ExecStart=/usr/bin/etcd --name=%H",
            ["\(unit): '--name=%H' would win over ETCD_NAME; remove it"]
        ),
        (
            Version(3, 3), "Environment=DAEMON_ARGS=--name=x\nExecStart=/usr/bin/etcd $DAEMON_ARGS",
            ["\(unit): '--name=x' would win over ETCD_NAME; remove it"]
        ),
        (
            Version(3, 3),
            "EnvironmentFile=-/etc/default/etcd\nExecStart=/usr/bin/etcd $DAEMON_ARGS",
            ["/etc/default/etcd: '--name=file' would win over ETCD_NAME; remove it"]
        ),
        // a configuration of etcd's own
        (
            Version(3, 5), "ExecStart=/usr/bin/etcd --config-file=/etc/etcd/etcd.yml",
            [
                "\(unit): '--config-file=/etc/etcd/etcd.yml' has etcd read that file, and no "
                    + "variable; remove it"
            ]
        ),
        (
            Version(3, 5), "Environment=ETCD_CONFIG_FILE=/x\nExecStart=/usr/bin/etcd",
            [
                "\(unit): 'ETCD_CONFIG_FILE=/x' has etcd read that file, and no variable; remove it"
            ]
        ),
        (Version(3, 3), "Environment=ETCD_CONFIG_FILE=/x\nExecStart=/usr/bin/etcd", []),
        (
            Version(3, 5), "ExecStart=/usr/bin/etcd --discovery=http://x",
            ["\(unit): '--discovery=http://x' contradicts ETCD_INITIAL_CLUSTER; remove it"]
        ),
        (
            Version(3, 5), "Environment=ETCD_DISCOVERY_SRV=x\nExecStart=/usr/bin/etcd",
            ["\(unit): 'ETCD_DISCOVERY_SRV=x' contradicts ETCD_INITIAL_CLUSTER; remove it"]
        ),
        (
            Version(3, 5), "ExecStart=/usr/bin/etcd --discovery-endpoints=http://x",
            [
                "\(unit): '--discovery-endpoints=http://x' contradicts ETCD_INITIAL_CLUSTER; remove it"
            ]
        ),
        // an etcd for itself, or none
        (
            Version(3, 5), "Environment=ETCD_FORCE_NEW_CLUSTER=true\nExecStart=/usr/bin/etcd",
            ["\(unit): 'ETCD_FORCE_NEW_CLUSTER=true' \(alone)"]
        ),
        (
            Version(3, 5), "EnvironmentFile=/etc/alone\nExecStart=/usr/bin/etcd",
            ["/etc/alone: 'ETCD_FORCE_NEW_CLUSTER=1' \(alone)"]
        ),
        (
            Version(2, 2), "ExecStart=/usr/bin/etcd -force-new-cluster",
            ["\(unit): '-force-new-cluster' \(alone)"]
        ),
        (
            Version(3, 3), "ExecStart=/usr/bin/etcd --force-new-cluster=%H",
            ["\(unit): '--force-new-cluster=%H' \(alone)"]
        ),
        (Version(3, 5), "Environment=ETCD_FORCE_NEW_CLUSTER=\nExecStart=/usr/bin/etcd", []),
        (
            Version(3, 5),
            "Environment=ETCD_FORCE_NEW_CLUSTER=false\nExecStart=/usr/bin/etcd --force-new-cluster=f",
            []
        ),
        (
            Version(3, 3), "Environment=ETCD_PROXY=on\nExecStart=/usr/bin/etcd",
            ["\(unit): 'ETCD_PROXY=on' \(relay)"]
        ),
        (
            Version(2, 2), "ExecStart=/usr/bin/etcd --proxy readonly",
            ["\(unit): '--proxy readonly' \(relay)"]
        ),
        (Version(3, 3), "Environment=ETCD_PROXY=off\nExecStart=/usr/bin/etcd --proxy=off", []),
        (
            Version(3, 5), "ExecStart=/usr/bin/etcd grpc-proxy start",
            ["\(unit): 'etcd grpc-proxy' \(relay)"]
        ),
        // proxies: ours are taken away last, but for what leads to etcd
        (
            Version(3, 5), "Environment=HTTP_PROXY=http://x https_proxy=x\nExecStart=/usr/bin/etcd",
            []
        ),
        (
            Version(3, 5), "ExecStart=/usr/bin/env https_proxy=http://x /usr/bin/etcd",
            [
                "\(unit): 'https_proxy=http://x' has a proxy asked for what the members serve; remove it"
            ]
        ),
        // what is read before our file has no say
        (
            Version(3, 5),
            "Environment=ETCD_NAME=%H\nEnvironmentFile=-/etc/names\nExecStart=/usr/bin/etcd", []
        ),
        // what leads to etcd has the last word
        (
            Version(3, 5), "ExecStart=/usr/bin/env ETCD_NAME=x /usr/bin/etcd",
            [
                "\(unit): sets ETCD_NAME, which would win over /etc/etcd/etcd.conf; remove it"
            ]
        ),
        (
            Version(3, 5), "UnsetEnvironment=ETCD_NAME\nExecStart=/usr/bin/etcd",
            ["\(unit): 'UnsetEnvironment=' takes ETCD_NAME away; remove it"]
        ),
    ]

    @Test(arguments: etcd)
    func `what would have etcd be another member is refused`(
        version: Version,
        service: String,
        refusals: [String]
    ) throws {
        var node = InstalledNode(etcd: .known(version), flanneld: .unknown(program: "f", said: ""))
        if version < Version(3, 0) { node.etcdctl = .known(version) }
        node.flanneld = version < Version(3, 0) ? .known(Version(0, 5)) : .known(Version(0, 22))
        node.units["etcd.service"] = InstalledNode.unit("etcd.service", service)
        node.files = [
            "/etc/default/etcd": "DAEMON_ARGS=--name=file\n", "/etc/names": "ETCD_NAME=other\n",
            "/etc/alone": "ETCD_FORCE_NEW_CLUSTER=1\n",
        ]
        #expect(try node.refusals() == refusals)
    }

    private static let ours = "/etc/systemd/system/etcd.service.d/bootcmd.conf"

    private static let dropIns: [(String, String, [String])] = [
        // a drop-in of etcd's, its [Service], why a run is refused
        ("10.conf", "EnvironmentFile=/etc/names", []),
        (
            "override.conf", "EnvironmentFile=/etc/names",
            [
                "/etc/names: sets ETCD_NAME, which would win over /etc/etcd/etcd.conf; remove it"
            ]
        ),
        ("zz.conf", "EnvironmentFile=/etc/others", []),
        ("zz.conf", "Environment=ETCD_NAME=x", []),
        ("10.conf", "EnvironmentFile=", []),
        ("10.conf", "ExecStartPre=", []),
        (
            "zz.conf", "ExecStartPre=",
            [
                "/etc/systemd/system/etcd.service.d/zz.conf: an empty 'ExecStartPre=' takes back "
                    + "what \(ours) adds; give this drop-in a name that comes before 'bootcmd.conf'"
            ]
        ),
        ("10.conf", "UnsetEnvironment=", []),
        (
            "zz.conf", "UnsetEnvironment=",
            [
                "/etc/systemd/system/etcd.service.d/zz.conf: an empty 'UnsetEnvironment=' takes back "
                    + "what \(ours) adds; give this drop-in a name that comes before 'bootcmd.conf'"
            ]
        ),
        (
            "zz.conf", "EnvironmentFile=\nEnvironmentFile=/etc/others",
            [
                "/etc/systemd/system/etcd.service.d/zz.conf: an empty 'EnvironmentFile=' takes back "
                    + "what \(ours) adds; give this drop-in a name that comes before 'bootcmd.conf'"
            ]
        ),
        (
            "zz.conf", "EnvironmentFile=\nEnvironmentFile=/etc/etcd/etcd.conf",
            [
                "/etc/systemd/system/etcd.service.d/zz.conf: an empty 'EnvironmentFile=' takes back "
                    + "what \(ours) adds; give this drop-in a name that comes before 'bootcmd.conf'"
            ]
        ),
    ]

    @Test(arguments: dropIns)
    func `a drop-in that is read after ours is held against it`(
        name: String,
        service: String,
        refusals: [String]
    ) throws {
        var node = InstalledNode()
        node.add(name, to: "etcd.service", service)
        node.files = ["/etc/names": "ETCD_NAME=other\n", "/etc/others": "GOMAXPROCS=2\n"]
        #expect(try node.refusals() == refusals)
    }

    private static let flannelUnit = "/usr/lib/systemd/system/flanneld.service"

    private static let flanneld: [(String, [String])] = [
        // flanneld's [Service], why a run is refused
        ("ExecStart=/usr/bin/flanneld -ip-masq --v 2", []),
        (
            "ExecStart=/usr/bin/flanneld -etcd-endpoints=${FLANNEL_ETCD_ENDPOINTS} -etcd-prefix=${FLANNEL_ETCD_PREFIX}",
            []
        ),
        (
            "ExecStart=/usr/bin/flanneld -etcd-endpoints=${FLANNEL_ETCD} -etcd-prefix=${FLANNEL_ETCD_KEY}",
            []
        ),
        (
            "ExecStart=/usr/bin/flanneld --etcd-prefix=/coreos.com/network",
            [
                "\(flannelUnit): '--etcd-prefix=/coreos.com/network' is not what is described; remove it"
            ]
        ),
        (
            "ExecStart=/usr/bin/flanneld --etcd-endpoints http://10.0.0.9:2379",
            [
                "\(flannelUnit): '--etcd-endpoints http://10.0.0.9:2379' is not what is described; remove it"
            ]
        ),
        ("ExecStart=/usr/bin/flanneld -iface=192.168.99.51", []),
        (
            "ExecStart=/usr/bin/flanneld -iface=eth1",
            ["\(flannelUnit): '-iface=eth1' is not what is described; remove it"]
        ),
        (
            "ExecStart=/usr/bin/flanneld --public-ip=203.0.113.1",
            ["\(flannelUnit): '--public-ip=203.0.113.1' is not what is described; remove it"]
        ),
        (
            "ExecStart=/usr/bin/flanneld --kube-subnet-mgr",
            [
                "\(flannelUnit): '--kube-subnet-mgr' has flanneld ask Kubernetes for its subnet, not etcd; remove it"
            ]
        ),
        ("ExecStart=/usr/bin/flanneld --kube-subnet-mgr=false", []),
        // variables: ours wins over what the unit says, not over a file
        ("Environment=FLANNELD_IFACE=eth1\nExecStart=/usr/bin/flanneld", []),
        (
            "EnvironmentFile=/etc/iface\nExecStart=/usr/bin/flanneld",
            [
                "/etc/iface: sets FLANNELD_IFACE, which would win over "
                    + "/etc/systemd/system/flanneld.service.d/bootcmd.conf; remove it"
            ]
        ),
        (
            "Environment=FLANNELD_PUBLIC_IP=203.0.113.1\nExecStart=/usr/bin/flanneld",
            ["\(flannelUnit): 'FLANNELD_PUBLIC_IP=203.0.113.1' is not what is described; remove it"]
        ),
        (
            "Environment=FLANNELD_KUBE_SUBNET_MGR=true\nExecStart=/usr/bin/flanneld",
            [
                "\(flannelUnit): 'FLANNELD_KUBE_SUBNET_MGR=true' has flanneld ask Kubernetes for its subnet, not etcd; remove it"
            ]
        ),
        (
            "EnvironmentFile=/etc/options\nExecStart=/usr/bin/flanneld $OPTIONS",
            ["/etc/options: '-iface=eth9' is not what is described; remove it"]
        ),
    ]

    @Test(arguments: flanneld)
    func `what would have flanneld look elsewhere is refused`(
        service: String,
        refusals: [String]
    ) throws {
        var node = InstalledNode()
        node.units["flanneld.service"] = InstalledNode.unit("flanneld.service", service)
        node.files = [
            "/etc/iface": "FLANNELD_IFACE=eth1\n",
            "/etc/options": "OPTIONS='-ip-masq -iface=eth9'\n",
        ]
        #expect(try node.refusals() == refusals)
    }

    @Test func `a drop-in that takes back etcdctl's line is refused`() throws {
        var node = InstalledNode()
        node.add("zz.conf", to: "flanneld.service", "ExecStartPre=")
        #expect(
            try node.refusals() == [
                "/etc/systemd/system/flanneld.service.d/zz.conf: an empty 'ExecStartPre=' takes back "
                    + "what /etc/systemd/system/flanneld.service.d/init.conf adds; give this drop-in "
                    + "a name that comes before 'init.conf'"
            ]
        )
    }

    private static let address =
        "cluster: this machine has the address [fd00::51], and flannel carries 172.18.0.0/16 only "
        + "between IPv4 addresses; name an interface that has one, with "
        + "'Environment=FLANNELD_IFACE=NAME' in a drop-in of flanneld.service"

    @Test(arguments: [
        // flanneld's [Service], whether flannel is told of an interface
        ("ExecStart=/usr/bin/flanneld", false),
        ("ExecStart=/usr/bin/flanneld -iface=eth1", true),
        ("ExecStart=/usr/bin/flanneld --iface-regex=^eth", true),
        ("Environment=FLANNELD_IFACE=eth1\nExecStart=/usr/bin/flanneld", true),
    ])
    func `a member of IPv6 alone is refused unless flannel has an IPv4 interface`(
        service: String,
        isTold: Bool
    ) throws {
        var node = InstalledNode(address: "[fd00::51]")
        node.units["flanneld.service"] = InstalledNode.unit("flanneld.service", service)
        #expect(try node.refusals() == (isTold ? [] : [Self.address]))
        #expect(try node.desired().refusals.map(\.status) == (isTold ? [] : [.badCluster]))
        let dropIn = try node.desired().files.first { $0.file == .flanneldDropIn }
        #expect(
            dropIn.map { String(decoding: $0.contents, as: UTF8.self) }?.contains("IFACE") == false
        )
    }

    @Test func `flannel is told the address that is described`() throws {
        let files = try InstalledNode().desired().files
        let dropIn = try #require(files.first { $0.file == .flanneldDropIn })
        let text = String(decoding: dropIn.contents, as: UTF8.self)
        #expect(text.contains("\nEnvironment=FLANNELD_IFACE=192.168.99.51\n"))
        #expect(text.contains("\nWants=etcd.service\n"))
        #expect(text.contains("\nAfter=etcd.service\n"))
    }
}
