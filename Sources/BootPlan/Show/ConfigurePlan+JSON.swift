extension ConfigurePlan {
    /// The shape of `json`; a change that a reader has to know of makes it one higher.
    public static let jsonVersion = 1

    /// The plan for programs. The README documents its members.
    public func json(_ style: Style) -> String {
        JSON.object([
            ("version", .number(Self.jsonVersion)),
            ("host-name", .string(node.name.description)),
            ("address", .string(node.member.url.host)),
            ("member", .number(node.position)),
            ("members", .number(node.memberCount)),
            ("instance-id", .string(node.instanceID)),
            ("occasion", .string(occasionWord)),
            ("changes", .bool(!isEmpty || needsReboot)),
            ("files", .array(files.map { json($0, style) })),
            ("directories", .array(directories.map { .string(style.root + $0) })),
            ("group", group.map(JSON.string) ?? .null),
            ("units", .array(enablesUnits ? units.map(JSON.string) : [])),
            ("unavailable", .array(unusable.map { .string($0.name) })),
            ("reboot", .bool(needsReboot && style.allowsReboot)),
            ("warnings", .array(warnings(below: style.root).map(JSON.string))),
        ]).text
    }

    private func json(_ file: File, _ style: Style) -> JSON {
        let path = style.root + file.path
        let action = !file.isChange ? "keep" : file.before == nil ? "create" : "replace"
        let diff = UnifiedDiff(of: path, from: file.before, to: file.after)
        return .object([
            ("path", .string(path)),
            ("action", .string(action)),
            ("backup", file.keepsBackup ? .string(path + ".save") : .null),
            ("contents", .string(String(decoding: file.after, as: UTF8.self))),
            ("diff", .string(diff.lines.map { $0 + "\n" }.joined())),
        ])
    }

    private var occasionWord: String {
        switch occasion {
        case .first: "first"
        case .adoption: "adoption"
        case .resumption: "resumption"
        case .renewal: "renewal"
        case .repetition: "repetition"
        }
    }
}
