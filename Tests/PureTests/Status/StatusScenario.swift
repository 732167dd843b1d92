import Etcd
import Join
import Testing
@testable import Basics
@testable import Status
@testable import Units

/// A state that a node can be in, and what is seen of it then.
struct StatusScenario: Sendable, CustomTestStringConvertible {
    /// Its name, which is that of the files that hold what is said of it.
    let name: String
    /// The exit code.
    let code: Int32
    /// The check that fails first; nil for none.
    let failure: Check.Subject?
    private let node: String
    private let change: @Sendable (inout StatusObservation) throws -> Void

    var testDescription: String { name }

    init(
        _ name: String,
        code: Int32 = 0,
        fails failure: Check.Subject? = nil,
        of node: String = "a2",
        _ change: @escaping @Sendable (inout StatusObservation) throws -> Void = { _ in }
    ) {
        (self.name, self.code, self.failure) = (name, code, failure)
        (self.node, self.change) = (node, change)
    }

    /// The status of a node in this state.
    func status() throws -> NodeStatus {
        var seen = try ObservedNode.working(node)
        try change(&seen)
        return NodeStatus(seen)
    }
}

extension StatusScenario {
    /// Every state whose text is kept.
    static let all = [
        StatusScenario("working"),
        StatusScenario("not-configured", code: 1, fails: .configured) { seen in
            seen = StatusObservation(of: seen.node, record: .never)
            seen.units = [
                "etcd.service": UnitStatus(.stopped, isEnabled: false),
                "flanneld.service": UnitStatus(.stopped, isEnabled: false),
                "docker.service": UnitStatus(.absent),
            ]
            seen.interfaces = [try ObservedNode.interface("eth0", "192.168.99.52", mtu: 1500)]
        },
        StatusScenario("waiting-for-peers", code: 75, fails: .etcd) { seen in
            seen.beforeEtcd(.preparing, for: .seconds(40))
            seen.gate = GateNote(
                """
                the cluster is founded once each machine has said that its disk is empty, and a1 \
                (192.168.99.51) does not answer, a3 (192.168.99.53) does not answer: waiting for it; \
                to found without a1, a3, and lose what is on that disk if there is data:
                  bootcmd join --found
                """
            )
        },
        StatusScenario("waiting-for-the-operator", code: 1, fails: .etcd) { seen in
            seen.beforeEtcd(.preparing, for: .seconds(250))
            seen.gate = GateNote(
                """
                no member can be added before a3 (eae10d00ff2ce384) answers: waiting for it; if it is \
                gone for good, remove it, on a1:
                  etcdctl member remove eae10d00ff2ce384
                """,
                asks: true
            )
        },
        StatusScenario("without-quorum", code: 75, fails: .etcd) { seen in
            let own = seen.endpoints[1].member
            seen.answer(of: "a1", port: .silent)
            seen.answer(of: "a2", status: ObservedNode.status(of: own, leader: nil))
            // Stopped by a signal: the kernel takes connections for it.
            seen.answer(of: "a3")
            seen.members = nil
            seen.leases = nil
            seen.echoes = nil
        },
        StatusScenario("etcd-stopped", code: 1, fails: .etcd) { seen in
            seen.units?["etcd.service"] = UnitStatus(.stopped, for: .seconds(7300))
            seen.answer(of: "a2", port: .refuses)
        },
        StatusScenario("taken-out", code: 1, fails: .etcd) { seen in
            seen.units?["etcd.service"] = UnitStatus(.stopped, for: .seconds(30))
            seen.answer(of: "a2", port: .refuses)
            seen.members = ObservedNode.list(["a1", "a3"])
            seen.log = "/var/lib/etcd/a2.etcd/member/wal"
        },
        StatusScenario("no-space", code: 1, fails: .etcd) { seen in
            let own = seen.endpoints[1].member
            seen.answer(
                of: "a2",
                status: ObservedNode.status(of: own),
                health: .quorum,
                alarms: [.noSpace]
            )
        },
        StatusScenario("flanneld-killed", code: 75, fails: .flannel) { seen in
            seen.units?["flanneld.service"] = UnitStatus(
                .restarting,
                result: "signal",
                exitStatus: 9,
                restarts: 1
            )
        },
        StatusScenario("containers-closed", code: 1, fails: .containers) { seen in
            seen.filter = try PacketFilter.printed(by: "28.5")
        },
        StatusScenario("docker-off-the-overlay", code: 1, fails: .docker) { seen in
            seen.interfaces[3] = try ObservedNode.interface("docker0", "172.17.0.1", mtu: 1500)
        },
        StatusScenario("routes-elsewhere", code: 1, fails: .flannel) { seen in
            seen.routes.removeAll { $0.destination == IPv4Network("172.18.66.0/24") }
            seen.echoes?[try IPAddress("172.18.66.0")] = nil
            seen.echoes?[try IPAddress("172.18.66.1")] = nil
        },
        StatusScenario("one-member-lost") { seen in
            seen.answer(of: "a3", port: .silent)
            seen.echoes?[try IPAddress("172.18.13.0")] = nil
            seen.echoes?[try IPAddress("172.18.13.1")] = nil
        },
        StatusScenario("worker", of: "w1"),
        StatusScenario("worker-with-one-member", of: "w1") { seen in
            seen.answer(of: "a1", port: .refuses)
            seen.answer(of: "a3", port: .silent)
        },
        StatusScenario("worker-alone", code: 75, fails: .cluster, of: "w1") { seen in
            for name in ["a1", "a2", "a3"] { seen.answer(of: name, port: .silent) }
            (seen.members, seen.leases, seen.echoes) = (nil, nil, nil)
            seen.subnet = nil
            seen.units?["flanneld.service"] = UnitStatus(.starting, for: .seconds(75))
            seen.units?["docker.service"] = UnitStatus(.queued)
        },
        StatusScenario("strangers") { seen in
            seen.members = ObservedNode.list(["a1", "a2", "a9"])
            seen.answer(of: "a3", port: .refuses)
            seen.leases?.append(try ObservedNode.lease(200, of: "192.168.99.77"))
            seen.routes.append(
                ObservedNode.route("172.18.200.0/24", out: "flannel.1", via: "172.18.200.0")
            )
        },
    ]
}

extension StatusObservation {
    /// A node whose etcd is not ready yet, so that nothing after it is.
    mutating func beforeEtcd(_ activity: UnitStatus.Activity, for duration: Duration) {
        units?["etcd.service"] = UnitStatus(activity, for: duration)
        units?["flanneld.service"] = UnitStatus(.stopped)
        units?["docker.service"] = UnitStatus(.stopped)
        for name in ["a1", "a2", "a3"] { answer(of: name, port: .refuses) }
        (members, leases, subnet, echoes) = (nil, nil, nil, nil)
    }
}
