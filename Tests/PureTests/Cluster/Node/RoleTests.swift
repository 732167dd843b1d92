import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Etcd
@testable import Status
@testable import Units

/// What a machine of a rack is, and what follows from it.
@Suite struct RoleTests {
    static let rack = """
        cluster: a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380,a3=http://10.0.0.3:2380
        workers: {w1: 10.0.0.61, w2: , w10: 10.0.0.70}
        """

    private static func node(_ host: String, in cluster: String = rack) throws -> Node {
        try Node(host, in: cluster)
    }

    private static let machines: [(String, Role.Kind, Int, String?)] = [
        // host, role, place, address
        ("a2", .member, 2, "10.0.0.2"),
        ("w1", .worker, 1, "10.0.0.61"),
        ("w2", .worker, 2, nil),
        ("w10.rack.example", .worker, 3, "10.0.0.70"),
    ]

    @Test(arguments: machines)
    func `a machine is what the key says that names it`(
        host: String,
        role: Role.Kind,
        position: Int,
        address: String?
    ) throws {
        let node = try Self.node(host)
        #expect(node.role.kind == role)
        #expect(node.role.position == position)
        #expect(node.address?.description == address)
    }

    private static let strangers: [(String, String)] = [
        // host, message
        (
            "x",
            "cluster: no member or worker named 'x' among a1, a2, a3, nor among w1, w2, w10; "
                + "is local-hostname right?"
        ),
        (
            "W10",
            "cluster: no member or worker named 'W10' among a1, a2, a3, nor among w1, w2, "
                + "w10; did you mean 'w10', or is local-hostname right?"
        ),
    ]

    @Test(arguments: strangers)
    func `a machine under neither key is refused`(host: String, message: String) {
        let error = #expect(throws: NodeError.self) { try Self.node(host) }
        #expect(error?.description == message)
    }

    private static func installed(
        etcd: ProgramVersion = .absent,
        flanneld: ProgramVersion = .known(Version(0, 28)),
        enabled: Bool = false
    ) -> InstalledSoftware {
        var unit = UnitFile(
            name: "etcd.service",
            parts: [.init(path: "/x", text: "[Install]\nWantedBy=multi-user.target\n")]
        )
        unit.isEnabled = enabled
        let flanneldUnit = UnitFile(
            name: "flanneld.service",
            parts: [.init(path: "/y", text: "[Install]\nWantedBy=multi-user.target\n")]
        )
        var units: [String: InstalledUnit] = ["flanneld.service": .unit(flanneldUnit)]
        if etcd != .absent { units["etcd.service"] = .unit(unit) }
        return InstalledSoftware(etcd: etcd, flanneld: flanneld, units: units)
    }

    @Test func `a worker needs no etcd, and none that is there counts`() throws {
        let worker = try Self.node("w1")
        let without = DesiredState(of: worker, on: Self.installed())
        #expect(without.refusals == [])
        #expect(without.units.map(\.name) == ["flanneld.service"])
        for etcd in [ProgramVersion.known(Version(2, 2)), .unknown(program: "/x", said: "?")] {
            let beside = DesiredState(of: worker, on: Self.installed(etcd: etcd))
            #expect(beside.refusals == [])
            #expect(beside.files == without.files)
        }
    }

    @Test(arguments: [("w1", true, 1), ("w1", false, 0), ("a1", true, 0)])
    func `only on a worker is an enabled etcd warned of`(host: String, enabled: Bool, count: Int)
        throws
    {
        let installed = Self.installed(etcd: .known(Version(3, 5)), enabled: enabled)
        let desired = DesiredState(of: try Self.node(host), on: installed)
        #expect(desired.warnings.count { $0.contains("etcd.service is enabled") } == count)
        let plan = ConfigurePlan(desired, on: DiskState(), after: nil)
        #expect(plan.warnings(below: "") == desired.node.warnings + desired.warnings)
    }

    @Test func `three hundred workers ask every member first`() throws {
        let names = (1...300).map { "w\($0)" }
        let cluster = """
            cluster: a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380,a3=http://10.0.0.3:2380
            workers: \(names.joined(separator: ","))
            flannel: {network: 10.64.0.0/12}
            """
        var first: [Substring: Int] = [:]
        for name in names {
            let endpoints = FlanneldSettings.endpoints(of: try Self.node(name, in: cluster))
            #expect(endpoints.split(separator: ",").count == 3)
            first[endpoints.prefix { $0 != "," }, default: 0] += 1
        }
        #expect(first.count == 3)
        #expect(first.values.allSatisfy { (70...130).contains($0) }, "\(first)")
    }

    @Test func `a member cannot become a worker without an undo`() throws {
        let (member, worker) = (try Self.node("a1"), try Self.node("w1"))
        func plan(_ node: Node, after record: Record?, id: EtcdID? = nil) -> ConfigurePlan {
            ConfigurePlan(
                DesiredState(of: node, on: Self.installed(etcd: .known(Version(3, 5)))),
                on: DiskState(announcedID: id),
                after: record
            )
        }
        let asMember = plan(member, after: nil).completed
        #expect(asMember.role == .member)
        let refusals = plan(worker, after: asMember).refusals
        #expect(refusals == [.memberBefore(nil)])
        #expect(
            refusals.map { $0.text(below: "") } == [
                "configured as a member of etcd, and described as a worker now: remove it from etcd's "
                    + "members ('etcdctl member remove ID', with its ID from 'etcdctl member list'), "
                    + "run 'bootcmd undo', then bootcmd again"
            ]
        )
        let known = plan(worker, after: asMember, id: EtcdID(hexadecimal: "8e9e05c52164694d"))
        #expect(
            known.refusals.map { $0.text(below: "") }.first?.contains(
                "members ('etcdctl member remove 8e9e05c52164694d'), run"
            ) == true
        )
        let asWorker = plan(worker, after: nil).completed
        #expect(asWorker.role == .worker)
        #expect(plan(worker, after: asWorker).refusals == [])
        #expect(plan(member, after: asWorker).refusals == [])
    }

    @Test func `a worker is never adopted`() throws {
        let desired = DesiredState(of: try Self.node("w1"), on: Self.installed())
        let disk = DiskState(
            contents: Dictionary(
                uniqueKeysWithValues: desired.files.map { ($0.path, $0.contents) }
            ),
            links: Set(desired.units.flatMap(\.links)),
            group: .present
        )
        #expect(ConfigurePlan(desired, on: disk, after: nil).occasion == .first)
    }

    @Test(arguments: [
        // backend, flanneld's version, whether it has the backend
        (FlannelBackend.wireguard, Version(0, 15), false), (.wireguard, Version(0, 16), true),
        (.ipip, Version(0, 9), false), (.ipip, Version(0, 10), true), (.vxlan, Version(0, 5), true),
    ])
    func `a backend that the installed flanneld has not is refused`(
        backend: FlannelBackend,
        flanneld: Version,
        isThere: Bool
    ) throws {
        let cluster = Self.rack + "\nflannel: {backend: \(backend.rawValue)}\n"
        let desired = DesiredState(
            of: try Self.node("w1", in: cluster),
            on: Self.installed(flanneld: .known(flanneld))
        )
        let refusal = Refusal.backend(backend, flanneld: flanneld)
        #expect(desired.refusals == (isThere ? [] : [refusal]))
        #expect(refusal.status == .badCluster)
    }

    @Test(arguments: [
        // flanneld's version, whether it ends without the module
        (ProgramVersion.known(Version(0, 25)), false), (.known(Version(0, 26)), true),
        (.known(Version(0, 17)), false),
    ])
    func `the module that flanneld wants is loaded at boot`(flanneld: ProgramVersion, wants: Bool)
        throws
    {
        let desired = DesiredState(of: try Self.node("w1"), on: Self.installed(flanneld: flanneld))
        #expect(desired.files.contains { $0.path == "/etc/modules-load.d/bootcmd.conf" } == wants)
        let plan = ConfigurePlan(desired, on: DiskState(), after: nil)
        #expect(plan.restarts.contains("systemd-modules-load.service") == wants)
    }
}
