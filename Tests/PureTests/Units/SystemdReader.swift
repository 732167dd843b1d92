import Foundation
import TestSupport

/// systemd's own reading of a unit, as far as it can be had without a running systemd.
enum SystemdReader {
    /// Whether systemd-analyze(1) is there.
    static let readsUnits = FileManager.default.isExecutableFile(atPath: "/usr/bin/systemd-analyze")

    /// The words that systemd runs for each `ExecStartPre=` of these lines of `[Service]`.
    ///
    /// systemd-analyze prints the unit as systemd has it: quotes are taken away and specifiers
    /// replaced, and the words quoted anew for a shell, which takes that away here. What PID 1 does
    /// last of all, at the start of the service, is done here: `$$` becomes `$`
    /// (systemd.service(5)).
    static func commands(inService lines: String) async throws -> [[String]] {
        let directory = try TemporaryDirectory()
        try directory.write("[Service]\nExecStart=/bin/true\n\(lines)", to: "words.service")
        let verify = Command(
            ["systemd-analyze", "verify", "\(directory.path)/words.service"],
            environment: ["SYSTEMD_LOG_LEVEL": "debug", "PATH": "/usr/bin:/bin"]
        )
        let sections = try await verify.succeed().components(separatedBy: "\t-> ")
        var commands: [[String]] = []
        for section in sections where section.hasPrefix("ExecStartPre:") {
            for line in section.split(separator: "\n") {
                let words = line.drop { $0 == "\t" }
                guard words.hasPrefix("Command Line: ") else { continue }
                let command = try await unquoted(String(words.dropFirst("Command Line: ".count)))
                commands.append(command.map { $0.replacing("$$", with: "$") })
            }
        }
        return commands
    }

    private static func unquoted(_ line: String) async throws -> [String] {
        let script = "eval \"set -- $1\"; printf '%s\\0' \"$@\""
        let words = try await Command(["sh", "-c", script, "sh", line]).succeed()
        return words.split(separator: "\0", omittingEmptySubsequences: false).dropLast()
            .map(String.init)
    }
}
