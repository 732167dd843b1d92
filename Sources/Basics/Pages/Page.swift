/// How a plan is shown to the operator.
package struct PageStyle: Sendable {
    /// Whether the terminal understands colours (ECMA-48, SGR).
    package var isColored: Bool
    /// The root's path, which is put before every path; empty for `/`.
    package var root: String

    /// A style with every part given.
    package init(isColored: Bool = false, root: String = "") {
        self.isColored = isColored
        self.root = root
    }
}

/// Lines for a terminal, with an escape for every character that it would obey.
package struct Page {
    package let isColored: Bool
    package private(set) var text = ""

    package init(isColored: Bool) {
        self.isColored = isColored
    }

    package mutating func line(_ line: String) {
        text += visible(line) + "\n"
    }

    /// A line with a coloured word in it (ECMA-48, SGR).
    package mutating func line(_ before: String, _ word: String, color: String, _ after: String) {
        guard isColored else { return line(before + word + after) }
        text += "\(visible(before))\u{1B}[\(color)m\(visible(word))\u{1B}[0m\(visible(after))\n"
    }

    /// A diff in the colours that git gives it.
    package mutating func diff(_ diff: UnifiedDiff) {
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
