import Basics
import Testing
@testable import Desired
@testable import Status
@testable import Units

@Suite struct DockerNetworkingTests {
    private static let ceCommand =
        "/usr/bin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock"
    private static let debianCommand =
        "/usr/sbin/dockerd -H fd:// --containerd=/run/containerd/containerd.sock $DOCKER_OPTS"

    private static let packages: [([String], String?)] = [
        // packages on the node, the command to which options are added; nil: their unit has them
        (["docker.io-20.10.24+dfsg1-1+deb12u1"], debianCommand),
        (["docker.io-26.1.5+dfsg1-9+deb13u1"], debianCommand),
        (["docker-ce-27.5.1"], ceCommand),
        // an RPM's drop-in reads flannel's file, and Docker's own unit uses nothing of it
        (["docker-ce-27.5.1", "flannel-0.5.5.fc23"], ceCommand),
        (["docker-ce-27.5.1", "flannel-0.7.1-4.el7"], ceCommand),
        (["docker-1.13.1-162.git64e9980.el7.centos", "flannel-0.7.1-4.el7"], nil),
        (["docker-1.13.1-162.git64e9980.el7.centos", "flannel-0.5.5.fc23"], nil),
    ]

    @Test(arguments: packages)
    func `packages' docker is given flannel's options where its unit does not use them`(
        packages: [String],
        command: String?
    ) throws {
        let packaged = try PackagedUnits(packages)
        var units: [String: InstalledUnit] = [:]
        for name in ["docker.service", "flanneld.service"] {
            units[name] = packaged.unit(name).map(InstalledUnit.unit)
        }
        let installed = InstalledSoftware(
            etcd: .absent,
            flanneld: .absent,
            units: units,
            files: packaged.files,
            isImage: true
        )
        let networking = DockerNetworking(on: installed)
        if let command {
            #expect(
                networking == .byDropIn(command: command, subnetFile: "/run/flannel/subnet.env")
            )
        } else {
            #expect(networking == .byItsUnit)
        }
    }

    private static let options = "ExecStartPost=/usr/libexec/flannel/mk-docker-opts.sh"

    private static let units: [(String, String, Bool)] = [
        // docker's [Service], flanneld's beside ExecStart=, whether docker takes flannel's options
        (
            "ExecStart=/usr/bin/dockerd $DOCKER_OPTS\nEnvironmentFile=-/etc/default/docker", "",
            false
        ),
        ("ExecStart=/usr/bin/dockerd --bip=${FLANNEL_SUBNET}", "", false),
        (
            "EnvironmentFile=/run/flannel/subnet.env\nExecStart=/usr/bin/dockerd --bip=${FLANNEL_SUBNET}",
            "", true
        ),
        (
            "EnvironmentFile=/run/flannel/subnet.env\nExecStart=/usr/bin/dockerd --mtu=${FLANNEL_MTU}",
            "", false
        ),
        (
            "EnvironmentFile=/run/x.env\nExecStart=/usr/bin/dockerd --bip=${FLANNEL_SUBNET}",
            "Environment=FLANNELD_SUBNET_FILE=/run/x.env", true
        ),
        // what mk-docker-opts.sh is told to write, and where
        ("EnvironmentFile=-/run/flannel/docker\nExecStart=/usr/bin/dockerd $OPTS", "", false),
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/usr/bin/dockerd $OPTS",
            "\(options) -k OPTS -d /run/flannel/docker", true
        ),
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/usr/bin/dockerd $OPTS",
            "\(options) -k OTHER -d /run/flannel/docker", false
        ),
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/usr/bin/dockerd $OPTS",
            "\(options) -k OPTS -d /run/elsewhere", false
        ),
        (
            "EnvironmentFile=-/run/docker_opts.env\nExecStart=/usr/bin/dockerd $DOCKER_OPTS",
            options,
            true
        ),
        (
            "EnvironmentFile=/run/docker_opts.env\nExecStart=/usr/bin/dockerd $DOCKER_OPT_BIP $DOCKER_OPT_MTU",
            "\(options) -i", true
        ),
        (
            "EnvironmentFile=/run/docker_opts.env\nExecStart=/usr/bin/dockerd $DOCKER_OPTS",
            "\(options) -i", false
        ),
        (
            "ExecStartPre=/opt/mk-docker-opts.sh -c\nEnvironmentFile=/run/docker_opts.env\n"
                + "ExecStart=/usr/bin/dockerd $DOCKER_OPTS", "", true
        ),
        // a file that is read later, and sets the same
        (
            "EnvironmentFile=-/run/flannel/docker\nEnvironmentFile=/etc/opts\n"
                + "ExecStart=/usr/bin/dockerd $OPTS",
            "\(options) -k OPTS -d /run/flannel/docker", false
        ),
        (
            "EnvironmentFile=/etc/opts\nEnvironmentFile=-/run/flannel/docker\n"
                + "ExecStart=/usr/bin/dockerd $OPTS",
            "\(options) -k OPTS -d /run/flannel/docker", true
        ),
        // through a shell
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/bin/sh -c '/usr/bin/docker-current "
                + "daemon $OPTS 2>&1 | /usr/bin/forward-journald -tag docker'",
            "\(options) -k OPTS -d /run/flannel/docker", true
        ),
        // a command that is not understood
        (
            "EnvironmentFile=-/run/flannel/docker\nExecStart=/bin/sh -c 'if x; then dockerd $OPTS; fi'",
            "\(options) -k OPTS -d /run/flannel/docker", true
        ),
        // Fedora's moby-engine, as it runs
        (
            "EnvironmentFile=-/etc/sysconfig/docker\nExecStart=/usr/bin/dockerd --host=fd:// "
                + "--exec-opt native.cgroupdriver=systemd $OPTIONS", options, false
        ),
    ]

    @Test(arguments: units)
    func `docker takes flannel's options where it reads them and uses them`(
        docker: String,
        flanneld: String,
        takes: Bool
    ) {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit("docker.service", docker)
        node.units["flanneld.service"] = InstalledNode.unit(
            "flanneld.service",
            "ExecStart=/usr/bin/flanneld\n\(flanneld)"
        )
        node.files = ["/etc/opts": "OPTS=--bip=10.9.9.1/24\n"]
        #expect((DockerNetworking(on: node.installed) == .byItsUnit) == takes)
    }

    private static let own = "docker.service: docker's bridge stays out of flannel's network:"

    private static let obstacles: [(String, String)] = [
        // docker's [Service], the warning
        (
            "ExecStart=/bin/sh -c '/usr/bin/dockerd $OPTIONS 2>&1 | /usr/bin/forward-journald'",
            "\(own) no option can be added to /usr/bin/dockerd, which a shell calls; have it called "
                + "with $FLANNEL_SUBNET of /run/flannel/subnet.env as --bip"
        ),
        (
            "ExecStart=/opt/docker/start",
            "\(own) what ExecStart= runs is not understood; have dockerd called with $FLANNEL_SUBNET "
                + "of /run/flannel/subnet.env as --bip"
        ),
        (
            "User=bob\nExecStart=/usr/bin/dockerd",
            "\(own) dockerd runs as 'bob', in a namespace of its own"
        ),
        (
            "PrivateNetwork=yes\nExecStart=/usr/bin/dockerd",
            "\(own) PrivateNetwork= gives dockerd a network of its own"
        ),
        (
            "Type=oneshot\nExecStart=/bin/true\nExecStart=/usr/bin/dockerd",
            "\(own) the unit has several commands"
        ),
    ]

    @Test(arguments: obstacles)
    func `what cannot be done for docker is said`(docker: String, warning: String) throws {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit("docker.service", docker)
        let desired = try node.desired()
        #expect(desired.warnings == [warning])
        #expect(desired.refusals == [])
        #expect(!desired.files.contains { $0.file == .dockerDropIn })
    }

    private static let json = "/etc/docker/daemon.json"

    private static let conflicts: [(String, String, [String])] = [
        // docker's ExecStart=, its daemon.json, why a run is refused
        ("/usr/bin/dockerd", "{\"log-level\": \"info\"}", []),
        ("/usr/bin/dockerd", "", []),
        ("/usr/bin/dockerd", "no JSON {", []),
        ("/usr/bin/dockerd", "[\"bip\"]", []),
        (
            "/usr/bin/dockerd", "{\"bip\": \"10.1.1.1/24\", \"mtu\": 1400}",
            ["bip", "mtu"].map {
                "\(json): has '\($0)', and dockerd does not start where it gets '--\($0)' as well; "
                    + "remove it"
            }
        ),
        (
            "/usr/bin/dockerd", "{\"bridge\": \"br0\", \"fixed-cidr\": \"10.1.1.0/25\"}",
            ["bridge", "fixed-cidr"].map {
                "\(json): '\($0)' keeps docker's bridge out of flannel's subnet; remove it"
            }
        ),
        (
            "/usr/bin/dockerd --config-file=/etc/d.json", "{\"bip\": \"10.1.1.1/24\"}", []
        ),
        (
            "/usr/bin/dockerd -b br0", "{}",
            [
                "/usr/lib/systemd/system/docker.service: '-b br0' keeps docker's bridge out of "
                    + "flannel's subnet; remove it"
            ]
        ),
        ("/usr/bin/dockerd --bip=10.1.1.1/24", "{}", []),
    ]

    @Test(arguments: conflicts)
    func `what keeps dockerd from flannel's subnet is refused`(
        command: String,
        json: String,
        refusals: [String]
    ) throws {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit("docker.service", "ExecStart=\(command)")
        node.files = ["/etc/docker/daemon.json": json]
        #expect(try node.refusals() == refusals)
    }

    @Test func `a drop-in of docker's that replaces the command again is refused`() throws {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit(
            "docker.service",
            "ExecStart=/usr/bin/dockerd"
        )
        node.add("override.conf", to: "docker.service", "ExecStart=\nExecStart=/usr/bin/dockerd -D")
        #expect(
            try node.refusals() == [
                "/etc/systemd/system/docker.service.d/override.conf: an empty 'ExecStart=' takes back "
                    + "what /etc/systemd/system/docker.service.d/bootcmd.conf adds; give this drop-in "
                    + "a name that comes before 'bootcmd.conf'"
            ]
        )
    }

    @Test(arguments: [(true, false), (false, true), (false, false)])
    func `docker that only its socket starts is pointed out`(
        isEnabled: Bool,
        hasSocket: Bool
    ) throws {
        var node = InstalledNode()
        node.units["docker.service"] = InstalledNode.unit(
            "docker.service",
            "ExecStart=/usr/bin/dockerd"
        )
        node.units["docker.socket"] = InstalledNode.unit("docker.socket", "")
        if isEnabled { node.enabled.insert("docker.service") }
        if hasSocket { node.enabled.insert("docker.socket") }
        let warning =
            "docker.service: is not enabled; docker.socket starts it when it is first used, not at boot"
        #expect(try node.desired().warnings == (hasSocket ? [warning] : []))
    }
}
