import Foundation
import TestSupport

/// What `bootcmd status --json` tells.
struct ToldStatus: Decodable, CustomStringConvertible {
    let verdict: String
    let exitCode: Int32
    let problem: String?
    let checks: [Check]
    let machines: [Machine]?

    struct Check: Decodable, Equatable {
        let name: String
        let state: String
        let text: String
    }

    struct Machine: Decodable {
        let name: String?
        let address: String?
        let role: String?
        let etcd: String?
        let subnet: String?
        let here: Bool
        let answer: Int?

        enum CodingKeys: String, CodingKey {
            case name, address, role, etcd, subnet, here
            case answer = "answer-us"
        }
    }

    enum CodingKeys: String, CodingKey {
        case verdict, problem, checks, machines
        case exitCode = "exit-code"
    }

    /// The code with which it ended disagrees with the one that it printed.
    private struct OtherCode: Error {
        let output: Command.Output
    }

    /// What a command printed that asks for the status.
    init(_ output: Command.Output) throws {
        self = try JSONDecoder().decode(Self.self, from: Data(output.standardOutput.utf8))
        guard exitCode == output.status else { throw OtherCode(output: output) }
    }

    /// The first check that fails, with its state; empty on a node that works.
    var failure: String {
        checks.first { ["wait", "bad"].contains($0.state) }.map { "\($0.name) \($0.state)" } ?? ""
    }

    /// What is said of a check.
    subscript(name: String) -> String { checks.first { $0.name == name }?.text ?? "" }

    /// What a column has of each machine.
    func column<Value>(_ path: KeyPath<Machine, Value>) -> [Value] {
        (machines ?? []).map { $0[keyPath: path] }
    }

    var description: String {
        "\(exitCode) \(checks.map { "\($0.state) \($0.name) \($0.text)" }) \(machines ?? [])"
    }
}

extension RackMachine {
    /// The machine's status. Nothing tells of its units: there is no systemd on it.
    func status(_ options: String...) async throws -> ToldStatus {
        try ToldStatus(try await agent(["status", "--json"] + options).run())
    }

    /// Puts keys into etcd until it takes no more.
    func fill() async throws {
        let script = """
            until ! head -c 20000 /dev/zero | tr '\\0' x | ip netns exec "$1" "$2" put key > /dev/null
            do :
            done 2> /dev/null
            """
        let etcdctl = disk.mount.appending(path: "usr/bin/etcdctl").path
        try await room.command(
            ["bash", "-c", script, "-", name, etcdctl],
            environment: ["ETCDCTL_API": "3", "PATH": "/usr/sbin:/usr/bin:/sbin:/bin"]
        ).succeed()
    }

    /// A member of this name, as this machine's etcd lists it.
    func entry(_ name: String) async throws -> Entry? {
        try await members().first { $0.name == name }
    }

    /// Does to the machine what flanneld does with the host-gw backend, and docker after it.
    func takeSubnet(_ place: Int, routesTo others: [(place: Int, address: String)]) async throws {
        let subnet = "172.18.\(place)"
        try disk.write(
            """
            FLANNEL_NETWORK=172.18.0.0/16
            FLANNEL_SUBNET=\(subnet).1/24
            FLANNEL_MTU=1500
            FLANNEL_IPMASQ=false

            """,
            to: "/run/flannel/subnet.env"
        )
        let lease = #"{"PublicIP":"\#(address)","BackendType":"host-gw"}"#
        try await etcdctl("put", "/admin/flannel/subnets/\(subnet).0-24", lease)
        var commands = [
            ["link", "add", "docker0", "type", "bridge"],
            ["address", "add", "\(subnet).1/24", "dev", "docker0"],
            ["link", "set", "docker0", "up"],
        ]
        commands += others.map {
            ["route", "replace", "172.18.\($0.place).0/24", "via", $0.address]
        }
        for command in commands {
            try await room.command(["ip", "-n", name] + command).succeed()
        }
    }
}

extension TestNode {
    /// The node's status.
    func status(_ options: String...) async throws -> ToldStatus {
        let words = ["/var/cloud-init/bootcmd", "status", "--json"] + options
        return try ToldStatus(try await command(words).run())
    }
}
