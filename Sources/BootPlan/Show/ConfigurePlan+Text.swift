import Diagnostics

extension ConfigurePlan {
    /// How the plan is shown to a person.
    public struct Style: Sendable {
        /// Whether the terminal understands colours (ECMA-48, SGR).
        public var isColored: Bool
        /// What stands in front of every path: the root's own, empty for `/`.
        public var root: String
        /// Whether a reboot will be asked for where the plan needs one.
        public var allowsReboot: Bool

        /// A style with every part given.
        public init(isColored: Bool = false, root: String = "", allowsReboot: Bool = true) {
            self.isColored = isColored
            self.root = root
            self.allowsReboot = allowsReboot
        }
    }

    /// The plan for a person: who the node is, a diff for every file, and what else is done.
    public func text(_ style: Style) -> String {
        var page = Page(isColored: style.isColored)
        page.line(identity)
        for warning in warnings(below: style.root) { page.line("warning: \(warning)") }
        for unit in unusable {
            page.line("warning: \(unit): a run would stop before its first write")
        }
        page.line(occasionText)
        for file in changes {
            page.line("")
            page.line("\(file.before == nil ? "create" : "replace") \(style.root)\(file.path)")
            if file.keepsBackup {
                page.line("keep the original as \(style.root)\(file.path).save")
            }
            page.diff(UnifiedDiff(of: style.root + file.path, from: file.before, to: file.after))
        }
        page.line("")
        for directory in directories { page.line("make directory \(style.root)\(directory)") }
        if let group { page.line("add group \(group)") }
        if enablesUnits { page.line("enable \(units.joined(separator: " "))") }
        page.line(ending(style))
        return page.text
    }

    private var identity: String {
        "node \(node.name), \(node.member.url.host), member \(node.position) of \(node.memberCount), "
            + "instance \(node.instanceID)"
    }

    private var occasionText: String {
        switch occasion {
        case .first: "not configured yet"
        case .adoption: "configured already, but not recorded: adopted without a reboot"
        case .resumption: "an earlier run, or undo, did not come to its end: configured now"
        case .renewal(let old):
            "recorded for host \(old.hostName), instance \(old.instanceID): "
                + "configured again"
        case .repetition where isEmpty: "configured and recorded"
        case .repetition: "recorded as done, but not as described: --force makes it so"
        }
    }

    private func ending(_ style: Style) -> String {
        if needsReboot {
            return style.allowsReboot
                ? "then reboot, once" : "then no reboot: the node is a member after its next boot"
        }
        guard isEmpty else { return "no reboot" }
        return occasion == .repetition ? "nothing to do" : "write the record alone"
    }
}

/// Lines for a terminal, which obeys none of the text in them.
struct Page {
    let isColored: Bool
    private(set) var text = ""

    init(isColored: Bool) {
        self.isColored = isColored
    }

    mutating func line(_ line: String) {
        text += visible(line) + "\n"
    }

    /// A diff in the colours that git gives it.
    mutating func diff(_ diff: UnifiedDiff) {
        for line in diff.lines {
            switch line.first {
            case _ where line.hasPrefix("---") || line.hasPrefix("+++"): colored(line, "1")
            case "-": colored(line, "31")
            case "+": colored(line, "32")
            case "@": colored(line, "36")
            default: colored(line, nil)
            }
        }
    }

    private mutating func colored(_ line: String, _ code: String?) {
        // A tab belongs to the text, and patch(1) wants it as it is.
        let line = line.split(separator: "\t", omittingEmptySubsequences: false)
            .map { visible(String($0)) }.joined(separator: "\t")
        if isColored, let code {
            text += "\u{1B}[\(code)m\(line)\u{1B}[0m\n"
        } else {
            text += line + "\n"
        }
    }
}
