import Basics
import Cluster
import Desired

extension UndoPlan {
    /// What an operator should know of what is put back, a sentence each.
    package func warnings(below root: String) -> [String] {
        files.compactMap { file in
            file.warning(below: root).map { "\(root)\(file.path): \($0)" }
        } + [membership].compactMap(\.self)
    }

    /// What is the others' to end.
    private var membership: String? {
        guard isMember else { return nil }
        return
            "\(identity.hostName) stays listed in etcd's cluster, and counts for its quorum; to "
            + "take it out, on another member: 'etcdctl member remove ID', with its ID from "
            + "'etcdctl member list'"
    }

    /// The plan for the operator.
    package func text(_ style: PageStyle) -> String {
        var page = Page(isColored: style.isColored)
        page.line(
            "recorded for host \(identity.hostName), "
                + "instance \(identity.instanceID): will be undone"
        )
        for file in withoutOriginal {
            let warning = file.warning(below: style.root) ?? ""
            page.line("warning: \(style.root)\(file.path): \(warning)")
        }
        for file in changes {
            page.line("")
            page.line("\(file.action.rawValue) \(style.root)\(file.path)")
            if file.action == .reset {
                page.line(
                    "to the default of this tree: the original was the default of an earlier one"
                )
            }
            if let warning = file.warning(below: style.root) { page.line("warning: \(warning)") }
            if file.isEdited {
                page.line("warning: changed since bootcmd wrote it; only --force discards that")
            }
            if !file.isShown {
                page.line(file.isSecret ? "a private key, not shown" : "certificates, not shown")
            } else {
                page.diff(
                    UnifiedDiff(of: "\(style.root)\(file.path)", from: file.before, to: file.after)
                )
            }
        }
        page.line("")
        if endsGate { page.line("stop etcd.service, which waits at its gate") }
        for directory in directories.reversed() {
            page.line("remove directory \(style.root)\(directory), if it is empty")
        }
        for link in links { page.line("remove link \(style.root)\(link)") }
        if groupLine != nil { page.line("remove the group's line from \(style.root)/etc/group") }
        if let membership { page.line("warning: \(membership)") }
        if let group { page.line("leave group \(group): it may have members") }
        page.line("remove the record \(style.root)\(Record.path)")
        page.line("no reboot")
        return page.text
    }

    /// The plan for programs. bootcmd(8), "OUTPUT FOR PROGRAMS", documents its members.
    package func json(_ style: PageStyle) -> String {
        Self.json(
            of: identity,
            files: files.map { file in
                let path = "\(style.root)\(file.path)"
                let diff = UnifiedDiff(of: path, from: file.before, to: file.after)
                return .object([
                    ("path", .string(path)),
                    ("action", .string(file.action.rawValue)),
                    ("edited", .bool(file.isEdited)),
                    (
                        "diff",
                        file.isShown ? .string(diff.lines.map { $0 + "\n" }.joined()) : .null
                    ),
                ])
            },
            directories: directories.map { "\(style.root)\($0)" },
            group: group,
            links: links.map { "\(style.root)\($0)" }
        )
    }

    /// What programs are told if there is no record, and so nothing to undo.
    package static let jsonOfNothing = json(of: nil)

    private static func json(
        of identity: Identity?,
        files: [JSON] = [],
        directories: [String] = [],
        group: String? = nil,
        links: [String] = []
    ) -> String {
        JSON.object([
            ("version", .number(ConfigurePlan.jsonVersion)),
            ("host-name", identity.map { .string($0.hostName.description) } ?? .null),
            ("instance-id", identity.map { .string($0.instanceID) } ?? .null),
            ("occasion", .string("undo")),
            ("changes", .bool(identity != nil)),
            ("files", .array(files)),
            ("directories", .array(directories.map(JSON.string))),
            ("group", group.map(JSON.string) ?? .null),
            ("links", .array(links.map(JSON.string))),
            ("reboot", .bool(false)),
        ]).text
    }
}

extension UndoPlan.File {
    fileprivate var isShown: Bool { ManagedFile(at: path)?.isShown != false }
    fileprivate var isSecret: Bool { ManagedFile(at: path)?.isSecret == true }

    fileprivate func warning(below root: String) -> String? {
        if isSecret, action == .remove {
            return "the key was moved here from the seed directory, and is nowhere else on this "
                + "machine; to configure it again, fetch the key from the boot host"
        }
        if lacksOriginal {
            return "the original is gone, "
                + (before == nil ? "and nothing is put here" : "and what bootcmd wrote stays")
        }
        if isOriginalEdited {
            return "what was kept of the original was changed since, and is put back as it is now"
        }
        guard isUnlikeTree else { return nil }
        return "put back as it was before bootcmd; this tree has another default, "
            + "\(root)\(path.treeDefault)"
    }
}
