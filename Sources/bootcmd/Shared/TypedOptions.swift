import Basics

/// The options that say which node a command is about, as they were given to this one.
///
/// A message that quotes a command quotes it with these: without `--root`, what was meant for an
/// image would be done to the machine on which it is made.
struct TypedOptions {
    private let root: String
    private let others: String

    /// None where one of them would have to be quoted for a shell.
    init(_ arguments: [String] = CommandLine.arguments) {
        func typed(_ option: String) -> String {
            let words =
                zip(arguments, arguments.dropFirst()).filter { $0.0 == option }.map(\.1)
                + arguments.filter { $0.hasPrefix("\(option)=") }
                .map { String($0.dropFirst(option.count + 1)) }
            guard let word = words.last, isPlain(word, besides: "/:=,") else { return "" }
            return " \(option) \(word)"
        }
        root = typed("--root")
        others = typed("--seed") + typed("--cluster")
    }

    /// The message with its commands as they are to be typed.
    func completing(_ message: String) -> String {
        guard !(root + others).isEmpty else { return message }
        return message.replacing("'bootcmd --", with: "'bootcmd\(root)\(others) --")
            .replacing("'bootcmd undo", with: "'bootcmd undo\(root)")
            .replacing("'systemctl unmask", with: "'systemctl\(root) unmask")
            .replacing("'systemctl edit", with: "'systemctl\(root) edit")
    }
    /// A page with the commands in its warnings and refusals as they are to be typed: what it shows
    /// of a file stays as it is.
    func completing(page: String) -> String {
        page.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            ["warning: ", "refused: "].contains(where: line.hasPrefix)
                ? completing(String(line)) : String(line)
        }.joined(separator: "\n")
    }
}
