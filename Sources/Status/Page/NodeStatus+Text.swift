import Cluster
import Basics
import Configure
import Units

extension NodeStatus {
    /// The status for the operator: the verdict, each check, and the machines of the cluster.
    package func text(_ style: PageStyle) -> String {
        var page = Page(isColored: style.isColored)
        page.line(headline)
        for check in checks { page.check(check) }
        guard let machines, !machines.isEmpty else { return page.text }
        page.line("")
        let heads = ["machine", "address", "role", "etcd", "subnet", "answers"]
        page.table([heads] + machines.map { $0.cells(knowsLeases: seen.leases != nil) })
        return page.text
    }

    /// Whether the node works and, if not, what stands in the way, in one line.
    var headline: String {
        let (node, count) = (seen.node, seen.node.cluster.members.count)
        switch verdict {
        case .works:
            let place = cluster.map { " (cluster \($0))" } ?? ""
            return node.member == nil
                ? "\(node.name) is a working worker, with \(count) members\(place)"
                : "\(node.name) is a working member of \(count)\(place)"
        case .waiting: return "\(node.name) does not work yet: \(firstFailure?.problem ?? "")"
        case .broken: return "\(node.name) is not working: \(firstFailure?.problem ?? "")"
        }
    }

    /// The first check that fails, on one line without its command; nil on a node that works.
    package var progress: String? {
        firstFailure.map { check in
            let sentence = check.text.split(separator: "\n").first.map(String.init) ?? ""
            return "\(check.state.rawValue): \(check.subject.rawValue): \(sentence)"
        }
    }
}

extension Page {
    private static let indent = 20

    fileprivate mutating func check(_ check: Check) {
        let state = check.state.rawValue
        let gap = String(repeating: " ", count: 6 - state.count)
        let subject = check.subject.rawValue
        let head = gap + subject + String(repeating: " ", count: Self.indent - 8 - subject.count)
        let paragraphs = check.text.split(separator: "\n").map { visible(String($0)) }
        var lines: [String] = []
        for paragraph in paragraphs {
            // A command is copied: it stays in one piece, however long it is.
            lines +=
                paragraph.hasPrefix("  ")
                ? [paragraph] : paragraph.wrapped(to: Self.width - Self.indent)
        }
        line("  ", state, color: check.state.color, head + (lines.first ?? ""))
        for next in lines.dropFirst() { line(String(repeating: " ", count: Self.indent) + next) }
    }
}

extension Check.State {
    /// Green, yellow, red, and faint.
    fileprivate var color: String {
        switch self {
        case .ok: "32"
        case .wait: "33"
        case .bad: "31"
        case .skip: "2"
        }
    }
}

extension MachineRow {
    fileprivate func cells(knowsLeases: Bool) -> [String] {
        [
            name ?? "-", address ?? "-", role ?? "stranger", etcd ?? "",
            subnet.map(\.description) ?? (knowsLeases ? "no lease" : "unknown"), answer.words,
        ]
    }
}

extension MachineRow.Answer {
    fileprivate var words: String {
        switch self {
        case .here: "here"
        case .silent: "no answer"
        case .unknown: "-"
        case .after(let duration):
            // A tenth of a millisecond is what an echo takes in a rack.
            "\(Double((duration / .microseconds(100)).rounded()) / 10) ms"
        }
    }
}
