import Basics
import Cluster
import Desired

extension ConfigurePlan {
    /// The version of `json`, incremented on incompatible changes.
    package static let jsonVersion = 2

    /// The plan for programs; bootcmd(8), "OUTPUT FOR PROGRAMS", documents its members.
    package func json(_ style: PageStyle) -> String {
        var members: [(String, JSON)] = [
            ("version", .number(Self.jsonVersion)),
            ("host-name", .string(node.name.description)),
            ("role", .string(node.role.kind.rawValue)),
            ("address", node.shownAddress.map(JSON.string) ?? .null),
            ("position", .number(node.role.position)),
            ("members", .number(node.cluster.members.count)),
            ("workers", .number(node.cluster.workers.count)),
            ("instance-id", .string(node.identity.instanceID)),
            ("occasion", .string(occasionWord)),
            ("changes", .bool(!isEmpty || ending == .reboot)),
            ("refusals", .array(refusals.map { json($0, style) })),
            ("files", .array(files.map { json($0, style) })),
            ("directories", .array(directories.map { .string("\(style.root)\($0)") })),
            ("group", group.map { .string($0.name) } ?? .null),
            ("units", .array(units.needEnabling ? units.names.map(JSON.string) : [])),
            ("reboot", .bool(ending == .reboot)),
            ("warnings", .array(warnings(below: style.root).map(JSON.string))),
            ("not-checked", .array(unknowns.map(JSON.string))),
        ]
        if let deliveredKey {
            members.append(("removed-key", .string("\(style.root)\(deliveredKey)")))
        }
        return JSON.object(members).text
    }

    private func json(_ refusal: Refusal, _ style: PageStyle) -> JSON {
        .object([
            ("reason", .string(refusal.text(below: style.root))),
            ("path", refusal.path.map { .string("\(style.root)\($0)") } ?? .null),
            ("exit-code", .number(Int(refusal.status.rawValue))),
        ])
    }

    private func json(_ file: PlannedFile, _ style: PageStyle) -> JSON {
        let path = "\(style.root)\(file.path)"
        let diff = UnifiedDiff(
            of: path,
            from: file.before,
            to: file.isChange ? file.after : file.before
        )
        return .object([
            ("path", .string(path)),
            ("action", .string(file.action.word)),
            ("backup", file.backup.map { .string("\(style.root)\($0)") } ?? .null),
            (
                "contents",
                file.isShown ? .string(String(decoding: file.outcome, as: UTF8.self)) : .null
            ),
            (
                "diff",
                file.isShown ? .string(diff.lines.map { $0 + "\n" }.joined()) : .null
            ),
        ])
    }

    private var occasionWord: String {
        switch occasion {
        case .first: "first"
        case .adoption: "adoption"
        case .resumption: "resumption"
        case .renewal: "renewal"
        case .drift: "drift"
        case .repetition: "repetition"
        }
    }
}

extension PlannedFile.Action {
    fileprivate var word: String {
        switch self {
        case .keep: "keep"
        case .create: "create"
        case .replace: "replace"
        case .protect: "protect"
        case .leave: "leave"
        }
    }
}
