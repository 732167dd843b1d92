import Cluster
import Basics
import Desired
import Join

extension NodeStatus {
    /// The shape of `json`; incremented on incompatible changes.
    static let jsonVersion = 1

    /// The status for programs. bootcmd(8) documents its members.
    package var json: String {
        JSON.object([
            ("version", .number(Self.jsonVersion)),
            ("host-name", .string("\(seen.node.name)")),
            ("instance-id", .string(seen.node.identity.instanceID)),
            ("role", .string(seen.node.role.kind.rawValue)),
            ("verdict", .string(verdict.rawValue)),
            ("exit-code", .number(Int(status?.rawValue ?? 0))),
            ("problem", firstFailure.map { .string($0.problem) } ?? .null),
            ("cluster", cluster.map { .string("\($0)") } ?? .null),
            ("checks", .array(checks.map(\.json))),
            ("machines", machines.map { .array($0.map(\.json)) } ?? .null),
        ]).text
    }
}

extension Check {
    fileprivate var json: JSON {
        .object([
            ("name", .string(subject.rawValue)),
            ("state", .string(state.rawValue)),
            ("text", .string(text)),
        ])
    }
}

extension MachineRow {
    fileprivate var json: JSON {
        .object([
            ("name", name.map(JSON.string) ?? .null),
            ("address", address.map(JSON.string) ?? .null),
            ("role", role.map(JSON.string) ?? .null),
            ("etcd", etcd.map(JSON.string) ?? .null),
            ("subnet", subnet.map { .string("\($0)") } ?? .null),
            ("here", .bool(answer == .here)),
            ("answer-us", answer.microseconds.map(JSON.number) ?? .null),
        ])
    }
}

extension MachineRow.Answer {
    fileprivate var microseconds: Int? {
        guard case .after(let duration) = self else { return nil }
        return Int(duration / .microseconds(1))
    }
}
