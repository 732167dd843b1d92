/// systemctl(1) failed; the message has its own words.
package struct SystemctlError: Error, CustomStringConvertible {
    package let arguments: [String]
    package let output: Program.Output

    /// One line.
    package var description: String {
        let words = output.text.split(whereSeparator: \.isNewline).joined(separator: "; ")
        return "systemctl \(arguments.joined(separator: " ")): "
            + (words.isEmpty ? "\(output.status)" : words)
    }
}
