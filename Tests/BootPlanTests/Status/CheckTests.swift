import TestSupport
import Testing

@testable import BootPlan

/// Checks one by one: what is seen, and what is said of it.
@Suite struct CheckTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let subject: Check.Subject
        let state: Check.State
        let text: String
        let change: @Sendable (inout StatusObservation) throws -> Void

        var testDescription: String { "\(subject.rawValue): \(text)" }

        init(
            _ subject: Check.Subject,
            _ state: Check.State,
            _ text: String,
            _ change: @escaping @Sendable (inout StatusObservation) throws -> Void
        ) {
            (self.subject, self.state, self.text, self.change) = (subject, state, text, change)
        }
    }

    private static let another = Identity(instanceID: "iid-1", hostName: "a7")

    private static func credentials(
        _ change: (inout CertificateFacts) -> Void = { _ in }
    ) -> InstalledCredentials {
        var facts = CertificateFacts.sound
        change(&facts)
        return .found(Credentials(files: [:], facts: facts))
    }

    static let rows: [Row] = [
        Row(.certificate, .ok, "valid until 2031-11-23") { $0.credentials = credentials() },
        Row(
            .certificate,
            .ok,
            "its authority is valid for 29 more days: renew it ('make-seed --tls', then "
                + "'bootcmd --force')"
        ) { seen in
            seen.credentials = credentials {
                $0.authorityPeriod = .init(from: 0, until: $0.now + 30 * 86_400 - 1)
            }
        },
        Row(
            .certificate,
            .bad,
            "/etc/etcd/tls/node.crt ran out at 2026-11-24 11:59:59 UTC\n  bootcmd --force"
        ) { seen in
            seen.credentials = credentials { $0.period = .init(from: 0, until: $0.now - 1) }
        },
        Row(
            .certificate,
            .wait,
            "/etc/etcd/tls/node.crt is not valid before 2026-11-24 12:00:01 UTC"
        ) { seen in
            seen.credentials = credentials { $0.period = .init(from: $0.now + 1, until: .max) }
        },
        Row(.certificate, .bad, "/etc/etcd/tls/node.key is not there\n  bootcmd --force") {
            $0.credentials = .missing("/etc/etcd/tls/node.key")
        },
        Row(.certificate, .skip, "no OpenSSL") { $0.credentials = .unknown("no OpenSSL") },
        Row(.configured, .bad, "state.json: damaged") {
            $0.with(.untrusted("state.json: damaged"))
        },
        Row(
            .configured,
            .bad,
            "a run, or an undo, was interrupted; the next boot finishes it, or:\n  bootcmd"
        ) { $0.with(.interrupted) },
        Row(
            .configured,
            .bad,
            "for host a7, instance iid-1, where this is instance iid-local02\n  bootcmd"
        ) { $0.with(.another(another)) },
        Row(.configured, .wait, "for iid-local02, and takes effect with the next boot") {
            $0.with(.complete(reboot: true, Drift()))
        },
        Row(
            .configured,
            .bad,
            "/etc/etcd/etcd.conf no longer as bootcmd wrote; the next boot writes them again, or:\n"
                + "  bootcmd"
        ) { seen in
            var drift = Drift()
            drift.reverted = ["/etc/etcd/etcd.conf"]
            seen.with(.complete(reboot: false, drift))
        },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; /etc/etcd/etcd.conf edited, left alone"
        ) { seen in
            var drift = Drift()
            drift.edited = ["/etc/etcd/etcd.conf"]
            seen.with(.complete(reboot: false, drift))
        },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; nothing runs bootcmd at the next boot"
        ) { $0.hasHook = false },
        Row(
            .configured,
            .ok,
            "for iid-local02; this boot runs it; cloud-init is still at work"
        ) { $0.cloudInit = .running },
        Row(
            .configured,
            .bad,
            "for iid-local02; cloud-init: \\u{1b}[31m; no user\\nx\n  cloud-init status --long"
        ) { $0.cloudInit = .ended(errors: ["\u{1B}[31m", "no user\nx"]) },

        Row(
            .etcd,
            .bad,
            "192.168.99.52, the address of a2, is on no interface; this machine has 192.168.99.77"
        ) { $0.interfaces = [try ObservedNode.interface("eth0", "192.168.99.77", mtu: 1500)] },
        Row(
            .etcd,
            .wait,
            "192.168.99.52, the address of a2, is on no interface, and there is no other yet"
        ) {
            $0.interfaces = [
                try ObservedNode.interface("lo", "127.0.0.1", "::1", mtu: 65536),
                try ObservedNode.interface("eth0", "fe80::1", mtu: 1500),
            ]
        },
        Row(
            .etcd,
            .bad,
            "192.168.99.52 is on another machine as well, with the network card 02:00:00:00:00:07"
        ) { $0.twin = "02:00:00:00:00:07" },
        Row(.etcd, .bad, "etcd.service is not installed") {
            $0.units?["etcd.service"] = UnitStatus(.absent)
        },
        Row(.etcd, .bad, "masked\n  systemctl unmask etcd") {
            $0.units?["etcd.service"] = UnitStatus(.masked)
        },
        Row(.etcd, .wait, "start-pre for 3 s: bootcmd join is at work") {
            $0.units?["etcd.service"] = UnitStatus(.preparing, for: .seconds(3))
        },
        Row(
            .etcd,
            .wait,
            "starting for 90 s: no quorum: 2 of 3 members are needed, and a1, a3 are not at work"
        ) { seen in
            seen.beforeEtcd(.starting, for: .seconds(90))
        },
        Row(.etcd, .wait, "ended with exit status 1, and starts again; 2 restarts so far") {
            $0.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1,
                restarts: 2
            )
        },
        Row(
            .etcd,
            .bad,
            "ended with exit status 1, and starts again; 407 restarts so far\n  journalctl -u etcd"
        ) {
            $0.units?["etcd.service"] = UnitStatus(
                .restarting,
                result: "exit-code",
                exitStatus: 1,
                restarts: 407
            )
        },
        Row(.etcd, .bad, "failed for 3 h: oom-kill\n  journalctl -u etcd") {
            $0.units?["etcd.service"] = UnitStatus(
                .failed,
                result: "oom-kill",
                for: .seconds(10_900)
            )
        },
        Row(.etcd, .bad, "no answer at 192.168.99.52:2379\n  journalctl -u etcd") {
            $0.answer(of: "a2", port: .refuses)
        },
        Row(.etcd, .bad, "takes connections, and does not answer\n  journalctl -u etcd") {
            $0.answer(of: "a2")
        },
        Row(.etcd, .skip, "listens; there is no program to ask it with") {
            $0.answer(of: "a2", health: nil)
        },
        Row(.etcd, .bad, "3.5.16, refuses to be asked: user name is empty\\n  rm -rf /") { seen in
            let own = seen.endpoints[1].member
            seen.answer(
                of: "a2",
                status: ObservedNode.status(of: own),
                health: .refused("user name is empty\n  rm -rf /")
            )
        },
        Row(
            .etcd,
            .bad,
            "alarm CORRUPT: the data of members differ; see \"Data corruption\" in etcd's documentation"
        ) {
            $0.answer(
                of: "a2",
                health: .refused("Active Alarm(s): CORRUPT"),
                alarms: [.noSpace, .corrupt]
            )
        },
        Row(.etcd, .wait, "3.5.16, a learner, until it is promoted") {
            $0.answer(
                of: "a2",
                status: EndpointStatus(
                    cluster: nil,
                    leader: EtcdID(hexadecimal: "a1"),
                    version: "3.5.16",
                    isLearner: true
                ),
                health: .quorum
            )
        },
        Row(.etcd, .ok, "3.5.16, leader, writes") { seen in
            let own = seen.endpoints[1].member
            seen.answer(
                of: "a2",
                status: ObservedNode.status(of: own, leader: "a2"),
                health: .quorum
            )
        },
        // An image, or a user for whom systemd has no answer.
        Row(.etcd, .ok, "3.5.16, follower of a1, writes") { $0.units = nil },

        Row(.members, .skip, "etcd does not list them") { $0.members = nil },
        Row(.members, .bad, "a2 is not among a1 a3") {
            $0.members = ObservedNode.list(["a1", "a3"])
        },
        Row(
            .members,
            .bad,
            "a2 is listed at http://192.168.99.58:2380, and described at http://192.168.99.52:2380"
        ) { $0.members = ObservedNode.list(["a1", "a2@a8", "a3"]) },
        Row(.members, .bad, "http://192.168.99.52:2380 is listed as b2") {
            $0.members = ObservedNode.list(["a1", "b2@a2", "a3"])
        },
        Row(.members, .ok, "a1 a2: a3 is described, and not a member") {
            $0.members = ObservedNode.list(["a1", "a2"])
        },
        Row(.members, .ok, "a1 a2 a3: a3 is listed at http://192.168.99.58:2380") {
            $0.members = ObservedNode.list(["a1", "a2", "a3@a8"])
        },
        Row(.members, .ok, "a1 a2 a3: a3 has not started yet") {
            $0.members = ObservedNode.list(["a1", "a2", ">a3"])
            $0.answer(of: "a3", port: .refuses)
        },

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

    @Test func `another backend than the one described is named`() throws {
        let seen = try ObservedNode.working(
            in: ObservedNode.description + "\nflannel: {backend: host-gw}\n"
        )
        let check = try #require(NodeStatus(seen).firstFailure)
        #expect(
            check.text
                == "by vxlan, and host-gw is described; etcd's key decides: /admin/flannel/config"
        )
    }

    @Test func `a worker whose address is not described holds its lease by any of its own`() throws
    {
        var seen = try ObservedNode.working(
            "w1",
            in: ObservedNode.description.replacing("w1=192.168.99.61", with: "w1")
        )
        #expect(NodeStatus(seen).verdict == .works)
        let rows = try #require(NodeStatus(seen).machines)
        #expect(rows.first { $0.name == "w1" }?.subnet == IPv4Network("172.18.18.0/24"))
        #expect(rows.count == 5)
        seen.interfaces[1] = try ObservedNode.interface("eth0", "192.168.99.99", mtu: 1500)
        #expect(NodeStatus(seen).firstFailure?.problem == "another machine has its subnet")
    }

    @Test func `a worker whose members cannot be asked is not called broken`() throws {
        var seen = try ObservedNode.working("w1")
        for name in ["a1", "a2", "a3"] { seen.answer(of: name, health: nil) }
        let check = try #require(NodeStatus(seen).checks.first { $0.subject == .cluster })
        #expect(check.state == .skip)
    }

    @Test(arguments: rows)
    func `what is seen comes to this`(row: Row) throws {
        var seen = try ObservedNode.working()
        try row.change(&seen)
        let check = try #require(NodeStatus(seen).checks.first { $0.subject == row.subject })
        #expect(check.state == row.state)
        #expect(check.text == row.text)
        #expect(check.problem.isEmpty == !check.fails)
    }
}

extension StatusObservation {
    /// The same, with another record.
    fileprivate mutating func with(_ record: RecordedState) {
        var other = StatusObservation(of: node, record: record)
        (other.cloudInit, other.hasHook) = (cloudInit, hasHook)
        self = other
    }
}
