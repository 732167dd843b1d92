import Cluster
import Basics
import Etcd

extension JoinPlan {
    /// The shape of `json`; incremented on incompatible changes.
    package static let jsonVersion = 1

    /// The plan for programs. bootcmd(8) documents its members.
    package var json: String {
        JSON.object([
            ("version", .number(Self.jsonVersion)),
            ("host-name", .string("\(machine.node.name)")),
            ("instance-id", .string(machine.node.identity.instanceID)),
            ("peer-url", .string("\(machine.member.url)")),
            ("state", .string(machine.node.cluster.state.rawValue)),
            ("log-directory", .string(machine.logDirectory.text)),
            ("has-log", .bool(machine.hasLog)),
            ("standing", .string(machine.standing.word)),
            ("heard", machine.heard.map { .string("\($0)") } ?? .null),
            ("addresses", .array(machine.addresses.map { .string("\($0)") })),
            ("rival", rival.map(JSON.string) ?? .null),
            ("peers", .array((membership?.answers ?? []).map(\.json))),
            ("action", .string(decision.word)),
            ("reason", .string("\(decision)")),
        ]).text
    }
}

extension PeerAnswer {
    fileprivate var json: JSON {
        .object([
            ("name", .string("\(name)")),
            ("peer-port", .string(port.rawValue)),
            ("gate", gate.map(\.object) ?? .null),
            ("quorum", .bool(health == .quorum)),
            ("cluster", cluster.map { .string("\($0)") } ?? .null),
            ("leader", status?.leader.map { .string("\($0)") } ?? .null),
            ("members", members.map { .array($0.entries.map(\.json)) } ?? .null),
        ])
    }
}

extension MemberList.Entry {
    fileprivate var json: JSON {
        .object([
            ("id", .string("\(id)")),
            ("name", .string(name)),
            ("peer-urls", .array(peerURLs.map(JSON.string))),
            ("client-urls", .array(clientURLs.map(JSON.string))),
        ])
    }
}
