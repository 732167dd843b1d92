import TestSupport
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Etcd
@testable import Join
@testable import Status
@testable import Units

/// What is seen of a node of a cluster of a1, a2 and a3 with the workers w1 and w2, all at work but
/// for w2, which is off. Tests change what they are about.
enum ObservedNode {
    static let description = """
        cluster: a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380,a3=http://192.168.99.53:2380
        workers: w1=192.168.99.61,w2=192.168.99.62
        """

    static func node(_ name: String, in description: String = description) throws -> Node {
        try Node(name, instance: "iid-local02", in: description)
    }

    /// A node that works; a2, unless another is asked for.
    static func working(
        _ name: String = "a2",
        in description: String = description
    ) throws -> StatusObservation {
        let node = try node(name, in: description)
        var seen = StatusObservation(of: node, record: .complete(reboot: false, Drift()))
        let isMember = name.hasPrefix("a")
        let address = "192.168.99.\(isMember ? 5 : 6)\(name.dropFirst())"
        seen.cloudInit = .ended(errors: [])
        seen.hasHook = true
        seen.units = [
            "etcd.service": UnitStatus(isMember ? .running : .absent),
            "flanneld.service": UnitStatus(.running), "docker.service": UnitStatus(.running),
        ]
        if isMember { seen.data = EtcdSettings.dataDirectory(of: node.name) }
        seen.endpoints = node.cluster.members.map { member in
            EndpointAnswer(of: member, port: .accepts, status: status(of: member), health: .quorum)
        }
        seen.members = list(["a1", "a2", "a3"])
        let places = ["a1": 66, "a2": 42, "a3": 13, "w1": 18]
        seen.leases = try places.sorted { $0.key < $1.key }.map { name, place in
            try lease(place, of: "192.168.99.\(name.hasPrefix("a") ? 5 : 6)\(name.dropFirst())")
        }
        let place = places[name] ?? 99
        seen.subnet = environment(place)
        seen.interfaces = [
            try interface("lo", "127.0.0.1", mtu: 65536),
            try interface("eth0", address, mtu: 1500),
            try interface("flannel.1", "172.18.\(place).0", mtu: 1450),
            try interface("docker0", "172.18.\(place).1", mtu: 1450),
        ]
        seen.routes = [
            route("0.0.0.0/0", out: "eth0", via: "192.168.99.1"),
            route("192.168.99.0/24", out: "eth0"), route("172.18.\(place).0/24", out: "docker0"),
        ]
        seen.filter = try PacketFilter.opened(by: "28.5")
        seen.echoes = [:]
        for (index, other) in places.values.sorted().enumerated() where other != place {
            seen.routes.append(
                route("172.18.\(other).0/24", out: "flannel.1", via: "172.18.\(other).0")
            )
            let duration = Duration.microseconds(260 + 40 * index)
            seen.echoes?[try IPAddress("172.18.\(other).0")] = duration
            seen.echoes?[try IPAddress("172.18.\(other).1")] = duration + .microseconds(80)
        }
        return seen
    }

    static func environment(_ place: Int, network: String = "172.18.0.0/16", mtu: Int = 1450)
        -> SubnetEnvironment?
    {
        SubnetEnvironment(
            parsing: """
                FLANNEL_NETWORK=\(network)
                FLANNEL_SUBNET=172.18.\(place).1/24
                FLANNEL_MTU=\(mtu)
                FLANNEL_IPMASQ=false

                """
        )
    }

    static func interface(_ name: String, _ addresses: String..., mtu: Int?) throws
        -> NetworkInterface
    {
        NetworkInterface(name, addresses: try addresses.map { try IPAddress($0) }, mtu: mtu)
    }

    static func lease(
        _ place: Int,
        of holder: String,
        by backend: String = "vxlan"
    ) throws -> SubnetLease {
        SubnetLease(
            IPv4Network(try IPAddress("172.18.\(place).0").number, length: 24),
            of: try IPAddress(holder),
            backend: backend
        )
    }

    static func route(_ network: String, out interface: String, via gateway: String? = nil)
        -> Route
    {
        Route(
            IPv4Network(network) ?? IPv4Network(0, length: 0),
            via: gateway.flatMap { IPAddress(v4: $0) },
            out: interface
        )
    }

    static let cluster = EtcdID(hexadecimal: "e004ebd9fbcec298")

    /// a1 leads.
    static func status(of member: InitialCluster.Member, leader: String? = "a1") -> EndpointStatus {
        EndpointStatus(
            cluster: cluster,
            leader: leader.flatMap { EtcdID(hexadecimal: $0) },
            member: EtcdID(hexadecimal: member.name.description),
            version: "3.5.16"
        )
    }

    /// A list in which a name is the ID, too; one after `>` has not run, and one before `@` is at
    /// another's address.
    static func list(_ words: [String]) -> MemberList {
        MemberList(
            cluster: cluster,
            entries: words.compactMap { word in
                let hasRun = !word.hasPrefix(">")
                let parts = word.drop { $0 == ">" }.split(separator: "@")
                guard let id = EtcdID(hexadecimal: parts[0]) else { return nil }
                let host = "192.168.99.5\(parts[parts.count - 1].dropFirst())"
                return MemberList.Entry(
                    id: id,
                    name: String(parts[0]),
                    peerURLs: ["http://\(host):2380"],
                    clientURLs: hasRun ? ["http://\(host):2379"] : []
                )
            }
        )
    }
}

extension StatusObservation {
    /// The same, with what a member's client port says.
    mutating func answer(
        of name: String,
        port: PeerAnswer.Port = .accepts,
        status: EndpointStatus? = nil,
        health: EtcdHealth? = EtcdHealth.none,
        alarms: Set<EtcdAlarm> = []
    ) {
        endpoints = endpoints.map { answer in
            guard answer.member.name.description == name else { return answer }
            return EndpointAnswer(
                of: answer.member,
                port: port,
                status: status,
                health: health,
                alarms: alarms
            )
        }
    }
}
