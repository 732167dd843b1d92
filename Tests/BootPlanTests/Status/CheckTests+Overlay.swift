import TestSupport

@testable import BootPlan

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
            "172.18.42.0/24 is out of 10.5.0.0/16, and 172.18.0.0/16 is described; etcd's key decides: "
                + "/admin/flannel/config"
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
    ]
}
