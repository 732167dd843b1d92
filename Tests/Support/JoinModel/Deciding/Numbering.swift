import Basics
import Cluster
import Etcd

/// The names, addresses and IDs behind the model's numbers.
struct Numbering {
    private let ids: [EtcdID]
    private let idNumbers: [EtcdID: UInt8]

    init() {
        ids = (0...255).compactMap { EtcdID(hexadecimal: String($0, radix: 16)) }
        idNumbers = Dictionary(uniqueKeysWithValues: zip(ids, 0...255))
    }

    func id(_ number: UInt8) -> EtcdID { ids[Int(number)] }
    func number(of id: EtcdID) -> UInt8 { idNumbers[id] ?? 0 }

    func name(_ machine: UInt8) -> String { "a\(machine + 1)" }
    func number(of name: HostName) -> UInt8 { number(named: name.description) }
    func number(named name: some StringProtocol) -> UInt8 {
        (UInt8(name.dropFirst()) ?? 1) - 1
    }

    func peerURL(_ machine: UInt8) -> String { "http://10.0.0.\(machine + 1):2380" }
    func clientURL(_ machine: UInt8) -> String { "http://10.0.0.\(machine + 1):2379" }

    /// The machines of an `ETCD_INITIAL_CLUSTER`, as etcd counts them.
    func machines(inEnvironment text: String) -> [UInt8] {
        text.matches(of: /http:\/\/10\.0\.0\.(\d)/).compactMap { UInt8($0.1).map { $0 - 1 } }
            .sorted()
    }
}

/// A cluster as cluster.yaml describes it to its machines.
struct Described {
    let machines: [UInt8]
    let cluster: ClusterDescription
    private let nodes: [UInt8: (node: Node, member: InitialCluster.Member)]

    init(_ machines: [UInt8], isThere: Bool, _ numbering: Numbering) throws {
        self.machines = machines
        let text = machines.map { "\(numbering.name($0))=\(numbering.peerURL($0))" }
        cluster = try ClusterDescription(
            members: InitialCluster(parsing: text.joined(separator: ","))
        ).with(isThere ? .existing : .new)
        var nodes: [UInt8: (node: Node, member: InitialCluster.Member)] = [:]
        for (machine, member) in zip(machines, cluster.members) {
            let text = "instance-id: i\nlocal-hostname: \(member.name)\n"
            let metaData = try MetaData(parsing: Source(name: "meta-data", text: text))
            nodes[machine] = (try Node(metaData, in: cluster), member)
        }
        self.nodes = nodes
    }

    func has(_ machine: UInt8) -> Bool { nodes[machine] != nil }

    subscript(machine: UInt8) -> (node: Node, member: InitialCluster.Member) {
        guard let found = nodes[machine] else {
            preconditionFailure("machine \(machine) is not described")
        }
        return found
    }
}
