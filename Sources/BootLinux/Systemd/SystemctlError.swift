/// systemctl(1) failed; the message has its own words.
public struct SystemctlError: Error, CustomStringConvertible {
    let arguments: [String]
    let output: Program.Output

    /// One line.
    public var description: String {
        let words = output.text.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return "systemctl \(arguments.joined(separator: " ")): "
            + (words.isEmpty ? "\(output.status)" : words)
    }
}
