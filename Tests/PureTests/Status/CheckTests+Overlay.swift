@testable import Basics
@testable import Etcd
@testable import Join
@testable import Status
@testable import Units
import Join
import TestSupport

extension CheckTests {
    static let overlayRows: [Row] = [
        Row(.flannel, .bad, "flanneld.service is not installed") {
            $0.units?["flanneld.service"] = UnitStatus(.absent)
        },
        Row(.flannel, .wait, "in the queue: what it needs comes first") {
            $0.units?["flanneld.service"] = UnitStatus(.queued)
        },
        Row(.flannel, .wait, "in the queue: etcd comes first") {
            $0.units?["flanneld.service"] = UnitStatus(.queued)
            $0.answer(of: "a2", port: .refuses)
        },
        Row(.flannel, .wait, "starting for 30 s: etcd comes first") {
            $0.units?["flanneld.service"] = UnitStatus(.starting, for: .seconds(30))
            $0.answer(of: "a2", port: .refuses)
        },
        Row(
            .flannel,
            .wait,
            "ended with exit status 1, and starts again; 50 restarts so far: etcd comes first"
        ) {
            $0.units?["flanneld.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1,
                restarts: 50
            )
            $0.answer(of: "a2", port: .refuses)
        },
        Row(.flannel, .wait, "no subnet yet: /run/flannel/subnet.env is not there") {
            $0.subnet = nil
        },
        Row(
            .flannel,
            .bad,
            "172.18.42.0/24 is out of 10.5.0.0/16, and 172.18.0.0/16 is described; etcd's /admin/flannel/config decides, and flanneld's journal has the command that changes it:\n  journalctl -b -u flanneld | grep 'to change it'"
        ) { $0.subnet = ObservedNode.environment(42, network: "10.5.0.0/16") },
        Row(
            .flannel,
            .bad,
            "etcd has no lease of 172.18.42.0/24\n  systemctl restart flanneld"
        ) { $0.leases = [] },
        Row(
            .flannel,
            .bad,
            "172.18.42.0/24 is leased to 10.0.2.15, and 192.168.99.52 is described\n"
                + "  systemctl restart flanneld"
        ) { $0.leases = [try ObservedNode.lease(42, of: "10.0.2.15")] },
        Row(.flannel, .ok, "172.18.42.0/24, MTU 1450") { $0.leases = nil },
        Row(
            .flannel,
            .bad,
            "by udp, and vxlan is the default; etcd's /admin/flannel/config decides, and flanneld's journal has the command that changes it:\n  journalctl -b -u flanneld | grep 'to change it'"
        ) { $0.leases = [try ObservedNode.lease(42, of: "192.168.99.52", by: "udp")] },
        // On etcd 2 the key names no backend, and where no member tells its version nobody knows.
        Row(.flannel, .ok, "172.18.42.0/24, udp, MTU 1450, over 192.168.99.52") {
            $0.leases = [try ObservedNode.lease(42, of: "192.168.99.52", by: "udp")]
            $0.endpoints = $0.endpoints.map {
                EndpointAnswer(of: $0.member, port: .accepts, health: .quorum)
            }
        },
        Row(
            .flannel,
            .bad,
            "containers are told an MTU of 8951, and flannel.1 has 1450\n"
                + "  systemctl restart flanneld docker"
        ) { $0.subnet = ObservedNode.environment(42, mtu: 8951) },
        // host-gw has no interface of its own.
        Row(
            .flannel,
            .bad,
            "containers are told an MTU of 8951, and eth0 has 1500\n"
                + "  systemctl restart flanneld docker"
        ) {
            $0.subnet = ObservedNode.environment(42, mtu: 8951)
            $0.interfaces.remove(at: 2)
        },
        Row(.flannel, .ok, "172.18.42.0/24, vxlan, MTU 1450, over 192.168.99.52") {
            $0.routes = [
                ObservedNode.route("172.18.66.0/24", out: "eth0", via: "192.168.99.51"),
                ObservedNode.route("172.18.13.0/24", out: "eth0", via: "192.168.99.53"),
                ObservedNode.route("172.18.18.0/24", out: "eth0", via: "192.168.99.61"),
            ]
        },
        Row(
            .flannel,
            .bad,
            "172.18.66.0/24 of 192.168.99.51 leads out of docker0, and 2 more\n"
                + "  systemctl restart flanneld"
        ) { $0.routes = [ObservedNode.route("172.18.0.0/16", out: "docker0")] },
        Row(
            .flannel,
            .bad,
            "172.18.66.0/24 of 192.168.99.51 has no route, and 2 more\n"
                + "  systemctl restart flanneld"
        ) { $0.routes = [ObservedNode.route("192.168.99.0/24", out: "eth0")] },
        Row(
            .flannel,
            .wait,
            "no machine answers across the overlay, and the etcd of a1, a3 does beside it; if that "
                + "lasts, see whether a firewall drops the overlay's packets, UDP port 8472, or "
                + "echoes\n  systemctl restart flanneld"
        ) { $0.echoes = [:] },
        // One that answers shows that packets come and go.
        Row(.flannel, .ok, "172.18.42.0/24, vxlan, MTU 1450, over 192.168.99.52") {
            $0.echoes = [try IPAddress("172.18.18.1"): .microseconds(300)]
        },
        // Of machines that may be off, silence says nothing; nor do echoes that were not sent.
        Row(.flannel, .ok, "172.18.42.0/24, vxlan, MTU 1450, over 192.168.99.52") {
            $0.echoes = [:]
            $0.answer(of: "a1", port: .silent)
            $0.answer(of: "a3", port: .silent)
        },
        Row(.flannel, .ok, "172.18.42.0/24, vxlan, MTU 1450, over 192.168.99.52") {
            $0.echoes = nil
        },

        Row(.docker, .skip, "not installed") { $0.units?["docker.service"] = UnitStatus(.absent) },
        Row(.docker, .skip, "not enabled") {
            $0.units?["docker.service"] = UnitStatus(.stopped, isEnabled: false)
        },
        Row(.docker, .bad, "stopped\n  systemctl start docker") {
            $0.units?["docker.service"] = UnitStatus(.stopped)
        },
        Row(.docker, .skip, "flannel comes first") {
            $0.units?["docker.service"] = UnitStatus(.stopped)
            $0.subnet = nil
        },
        Row(.docker, .bad, "there is no docker0") { $0.interfaces.removeLast() },
        Row(
            .docker,
            .bad,
            "docker0 has 172.17.0.1, and the subnet is 172.18.42.0/24\n  systemctl restart docker"
        ) {
            $0.interfaces[3] = try ObservedNode.interface(
                "docker0",
                "fe80::1",
                "172.17.0.1",
                mtu: 1500
            )
        },
        Row(.containers, .ok, "let the overlay in; no other machine's has answered") { _ in },
        Row(.containers, .ok, "let the overlay in; those on a1, w1 answer") { seen in
            for address in ["172.18.66.2", "172.18.66.3", "172.18.18.17"] {
                seen.echoes?[try IPAddress(address)] = .microseconds(300)
            }
        },
        Row(.containers, .ok, "let the overlay in") { $0.echoes = nil },
        Row(
            .containers,
            .bad,
            "docker drops what other machines' containers send: -A PREROUTING -d 172.18.42.2/32 ! -i "
                + "docker0 -j DROP\n  bootcmd --no-reboot && systemctl restart docker"
        ) { $0.filter = try PacketFilter.printed(by: "28.5") },
        Row(
            .containers,
            .bad,
            "docker drops what other machines' containers send: -A DOCKER ! -i docker0 -o docker0 -j "
                + "DROP\n  bootcmd --no-reboot && systemctl restart docker"
        ) { $0.filter = try PacketFilter.printed(by: "28.5") { raw, _ in raw = "" } },
        // 28.0 closes no more than what is published
        Row(
            .containers,
            .bad,
            "docker drops what other machines' containers send: -A PREROUTING -d 172.18.42.3/32 ! -i "
                + "docker0 -p tcp -m tcp --dport 80 -j DROP\n"
                + "  bootcmd --no-reboot && systemctl restart docker"
        ) {
            $0.filter = try PacketFilter.printed(by: "28.5") { raw, filter in
                raw =
                    "-A PREROUTING -d 172.18.42.3/32 ! -i docker0 -p tcp -m tcp --dport 80 -j DROP\n"
                filter.precede(
                    "-A FORWARD -j DOCKER-FORWARD",
                    by: PacketFilter.rule("DOCKER-USER")
                )
            }
        },
        Row(
            .containers,
            .bad,
            "a rule drops what other machines' containers send: -A DOCKER-USER -i flannel.1 -j DROP"
        ) {
            $0.filter = try PacketFilter.printed(by: "26.1") { _, filter in
                filter.precede("-A DOCKER-USER", by: "-A DOCKER-USER -i flannel.1 -j DROP")
            }
        },
        Row(
            .containers,
            .skip,
            "who reaches them is not known: only root may read iptables' rules"
        ) { $0.filter = nil },
        Row(
            .containers,
            .skip,
            "who reaches them is not known: docker has no rules in iptables"
        ) { $0.filter = PacketFilter(raw: "", filter: "-P FORWARD ACCEPT\n") },
        Row(
            .containers,
            .skip,
            "who reaches them is not known: -A DOCKER-USER -m time --timestop 20:00 -j DROP"
        ) {
            $0.filter = try PacketFilter.printed(by: "26.1") { _, filter in
                filter.precede(
                    "-A DOCKER-USER",
                    by: "-A DOCKER-USER -m time --timestop 20:00 -j DROP"
                )
            }
        },
        Row(.containers, .skip, "docker comes first") {
            $0.units?["docker.service"] = UnitStatus(.stopped)
        },
        Row(.containers, .skip, "no other machine is known to have any") { $0.leases = nil },
    ]
}
