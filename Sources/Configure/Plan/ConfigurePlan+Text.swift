import Basics
import Cluster
import Desired

extension ConfigurePlan {
    /// The plan for the operator: who the node is, a diff of every file, and what else is done.
    package func text(_ style: PageStyle) -> String {
        var page = Page(isColored: style.isColored)
        page.line(nodeLine)
        for warning in warnings(below: style.root) { page.line("warning: \(warning)") }
        for refusal in refusals { page.line("refused: \(refusal.text(below: style.root))") }
        for unknown in unknowns { page.line("not checked: \(unknown)") }
        page.line(occasionLine)
        for file in changes {
            page.line("")
            page.line("\(file.action.verb) \(style.root)\(file.path)")
            if let backup = file.backup {
                page.line("keep the original as \(style.root)\(backup)")
            }
            if case .confined(let readers) = file.access, let ownership = file.access.ownership {
                page.line("a private key, not shown: \(ownership.text(readers))")
            } else if file.action == .protect {
                page.line("others may write it: its owner and mode are put back")
            } else if !file.isShown {
                page.line("certificates, not shown")
            } else {
                page.diff(
                    UnifiedDiff(of: "\(style.root)\(file.path)", from: file.before, to: file.after)
                )
            }
        }
        page.line("")
        for directory in directories { page.line(directoryLine(directory, style)) }
        if let deliveredKey { page.line("then remove \(style.root)\(deliveredKey)") }
        switch group {
        case .add(let name): page.line("add group \(name)")
        case .copy(let name, _): page.line("copy group \(name) from \(style.root)/usr/lib/group")
        case .finish(let name): page.line("finish group \(name)")
        case nil: break
        }
        if units.needEnabling { page.line("enable \(units.names.joined(separator: " "))") }
        page.line(endingLine)
        return page.text
    }

    private func directoryLine(_ directory: NodePath, _ style: PageStyle) -> String {
        let line = "make directory \(style.root)\(directory)"
        guard let confined = confinedDirectory, confined.path == directory,
            let file = files.first(where: { $0.access.ownership != nil }),
            case .confined(let readers) = file.access
        else { return line }
        return "\(line), \(confined.ownership.text(readers))"
    }

    private var nodeLine: String {
        let (members, workers) = (node.cluster.members.count, node.cluster.workers.count)
        let address = node.shownAddress.map { "\($0), " } ?? ""
        let instance = "instance \(node.identity.instanceID)"
        switch node.role {
        case .member(_, let position):
            let others = workers == 0 ? "" : "; \(workers) worker\(workers == 1 ? "" : "s")"
            return
                "node \(node.name), \(address)member \(position) of \(members)\(others), "
                + "\(instance)"
        case .worker:
            return "worker \(node.name), \(address)of \(workers); "
                + "\(members) member\(members == 1 ? "" : "s"), \(instance)"
        }
    }

    private var occasionLine: String {
        switch occasion {
        case .first: "not configured yet"
        case .adoption: "already configured, but not recorded: adopted without a reboot"
        case .resumption: "an earlier run, or undo, was interrupted: this run finishes it"
        case .renewal(let old):
            "recorded for host \(old.hostName), instance \(old.instanceID): configured again"
        case .drift(let drift): drift.summary ?? "configured and recorded"
        case .repetition where isEmpty: "configured and recorded"
        case .repetition:
            "recorded as configured, but differs from the description; --force rewrites it"
        }
    }

    private var endingLine: String {
        guard refusals.isEmpty else { return "refused: nothing would be changed" }
        switch ending {
        case .reboot: return "then reboot, once"
        case .restart: return "then restart flanneld.service; no reboot"
        case .reload(isStale: true), .image(isStale: true):
            return "then no reboot: takes effect at the next boot"
        case .reload, .image, .nothing: break
        }
        guard isEmpty else { return "no reboot" }
        guard case .repetition = occasion else { return "only the record is written" }
        return "nothing to do"
    }
}

extension Ownership {
    fileprivate func text(_ readers: SystemGroup?) -> String {
        "mode \(String(mode, radix: 8)), group \(readers?.name ?? "root")"
    }
}

extension PlannedFile.Action {
    fileprivate var verb: String {
        switch self {
        case .create: "create"
        case .replace, .keep, .leave: "replace"
        case .protect: "protect"
        }
    }
}
