import Readback
import Testing
@testable import Basics
@testable import Desired
@testable import Etcd
@testable import Status

@Suite struct DockerFirewallTests {
    /// A node with a docker of a version, and its drop-in.
    private static func node(
        _ dockerd: ProgramVersion,
        _ service: String = "ExecStart=/usr/sbin/dockerd",
        json: String = "{}",
        flanneld: Version = Version(0, 28)
    ) -> InstalledNode {
        var node = InstalledNode()
        node.flanneld = .known(flanneld)
        node.dockerd = dockerd
        node.units["docker.service"] = InstalledNode.unit("docker.service", service)
        node.files = ["/etc/docker/daemon.json": json]
        return node
    }

    private static func rules(of node: InstalledNode) throws -> [String] {
        let file = try node.desired().files.first { $0.file == .dockerDropIn }
        let text = String(decoding: file?.contents ?? [], as: UTF8.self)
        return text.split(separator: "\n").filter { $0.contains("iptables -w") }.map(String.init)
    }

    private static let versions: [(Version, flanneld: Version, Int)] = [
        // dockerd, flanneld, how many commands make rules
        (Version(20, 10, 24), Version(0, 28), 0),
        (Version(27, 5, 1), Version(0, 28), 0),
        (Version(28, 0), Version(0, 28), 2),
        (Version(28, 1), Version(0, 28), 2),
        (Version(28, 2), Version(0, 28), 2),
        (Version(29, 7), Version(0, 28), 2),
        // flannel without rules of its own, and docker's policy of FORWARD
        (Version(20, 10, 24), Version(0, 9, 1), 0),
        (Version(20, 10, 24), Version(0, 9), 2),
        (Version(20, 10, 24), Version(0, 5, 5), 2),
        (Version(17, 6), Version(0, 5, 5), 2),
        // no chain DOCKER-USER
        (Version(17, 3), Version(0, 5, 5), 0),
        (Version(1, 13), Version(0, 5, 5), 0),
    ]

    @Test(arguments: versions)
    func `docker is given rules for the overlay from 28.0 on, or where flannel makes none`(
        dockerd: Version,
        flanneld: Version,
        count: Int
    ) throws {
        let node = Self.node(.known(dockerd), flanneld: flanneld)
        #expect(try Self.rules(of: node).count == count)
        #expect(try node.desired().warnings == [])
        #expect(try node.refusals() == [])
    }

    @Test(arguments: [
        ("ExecStart=/usr/sbin/dockerd --iptables=false", "{}"),
        ("ExecStart=/usr/sbin/dockerd", #"{"iptables": false}"#),
    ])
    func `docker that makes no rules is given none`(service: String, json: String) throws {
        #expect(try Self.rules(of: Self.node(.known(Version(28, 5)), service, json: json)) == [])
    }

    @Test func `docker whose unit takes flannel's options is given only the rules`() throws {
        let node = Self.node(
            .known(Version(28, 5)),
            "EnvironmentFile=/run/flannel/subnet.env\n"
                + "ExecStart=/usr/sbin/dockerd --bip=${FLANNEL_SUBNET} --mtu=${FLANNEL_MTU}"
        )
        let file = try #require(try node.desired().files.first { $0.file == .dockerDropIn })
        let text = String(decoding: file.contents, as: UTF8.self)
        #expect(text == "[Service]\n" + (try Self.rules(of: node)).joined(separator: "\n") + "\n")
    }

    private static let unit = "/usr/lib/systemd/system/docker.service"
    private static let cause =
        "has docker drop what other machines' containers send, with no chain DOCKER-USER to let it "
        + "through; remove it"

    private static let backends: [(Version, String, String, [String])] = [
        // dockerd, its [Service], its daemon.json, why a run is refused
        (
            Version(29, 0), "ExecStart=/usr/sbin/dockerd --firewall-backend=nftables", "{}",
            ["\(unit): '--firewall-backend=nftables' \(cause)"]
        ),
        (
            Version(29, 0), "ExecStart=/usr/sbin/dockerd", #"{"firewall-backend": "nftables"}"#,
            ["/etc/docker/daemon.json: 'firewall-backend: nftables' \(cause)"]
        ),
        (Version(29, 0), "ExecStart=/usr/sbin/dockerd --firewall-backend iptables", "{}", []),
        (
            Version(28, 3),
            "Environment=DOCKER_FIREWALL_BACKEND=nftables\nExecStart=/usr/sbin/dockerd",
            "{}", ["\(unit): 'DOCKER_FIREWALL_BACKEND=nftables' \(cause)"]
        ),
        (
            Version(29, 0),
            "Environment=DOCKER_FIREWALL_BACKEND=nftables\nExecStart=/usr/sbin/dockerd",
            "{}", []
        ),
    ]

    @Test(arguments: backends)
    func `docker's nftables are refused by name`(
        dockerd: Version,
        service: String,
        json: String,
        refusals: [String]
    ) throws {
        #expect(try Self.node(.known(dockerd), service, json: json).refusals() == refusals)
    }

    @Test func `a drop-in that takes the rules back is refused`() throws {
        var node = Self.node(.known(Version(28, 5)))
        node.add("override.conf", to: "docker.service", "ExecStartPre=")
        #expect(
            try node.refusals() == [
                "/etc/systemd/system/docker.service.d/override.conf: an empty 'ExecStartPre=' takes "
                    + "back what /etc/systemd/system/docker.service.d/bootcmd.conf adds; give this "
                    + "drop-in a name that comes before 'bootcmd.conf'"
            ]
        )
    }

    @Test func `dockerd that says no version is given the rules, and that is said`() throws {
        let node = Self.node(.unknown(program: "/usr/sbin/dockerd", said: "hello\n"))
        #expect(try Self.rules(of: node).count == 2)
        #expect(
            try node.desired().warnings == [
                #"/usr/sbin/dockerd: no version in the output of --version: 'hello\n'; the overlay's "#
                    + "rules for docker 28 and later are written"
            ]
        )
    }

    @Test func `docker without iptables is pointed out`() throws {
        var node = Self.node(.known(Version(28, 5)))
        node.hasIptables = false
        #expect(
            try node.desired().warnings == [
                "docker.service: iptables is not installed, and dockerd does not start without it; "
                    + "install it (on Debian, the package iptables)"
            ]
        )
    }

    @Test(arguments: [true, false])
    func `podman in docker's place is pointed out`(hasUnit: Bool) throws {
        var node = Self.node(.known(Version(4, 9)))
        if !hasUnit { node.units["docker.service"] = nil }
        #expect(try Self.rules(of: node) == [])
        #expect(
            try node.desired().warnings == [
                "docker\(hasUnit ? ".service" : ""): is podman, which has no docker0: its containers "
                    + "stay out of flannel's network"
            ]
        )
    }
}
