import Foundation

/// A program to run to its end, and what it then said.
package struct Command: Sendable {
    /// The program, found in PATH unless it is a path, and its arguments.
    package var arguments: [String]
    /// The whole environment, or nil for the tests' own.
    package var environment: [String: String]?

    /// The command of these words.
    package init(_ arguments: [String], environment: [String: String]? = nil) {
        self.arguments = arguments
        self.environment = environment
    }

    /// What a program left behind.
    package struct Output: Sendable, CustomStringConvertible {
        /// Its exit status; 128 and the signal's number where a signal ended it, as a shell counts.
        package let status: Int32
        /// What it wrote to standard output.
        package let standardOutput: String
        /// What it wrote to standard error.
        package let standardError: String

        /// Both outputs under the status, for a failed expectation.
        package var description: String {
            "exit \(status)\n\(standardOutput)\(standardError)"
        }
    }

    /// The program ended with another status than 0.
    package struct Failure: Error, CustomStringConvertible {
        /// The command that failed.
        package let command: Command
        /// What it left behind.
        package let output: Output

        /// The command line and all that it said.
        package var description: String {
            "\(command.arguments.joined(separator: " ")): \(output)"
        }
    }

    /// Runs the program to its end and returns its standard output.
    ///
    /// - Throws: `Failure` for any status but 0, `DeadlinePassed`.
    @discardableResult
    package func succeed(within limit: Duration = .seconds(60)) async throws -> String {
        let output = try await run(within: limit)
        guard output.status == 0 else { throw Failure(command: self, output: output) }
        return output.standardOutput
    }

    /// Runs the program to its end, whatever that is; kills it when the deadline passes.
    ///
    /// - Throws: `DeadlinePassed`, or why it could not be started.
    package func run(within limit: Duration = .seconds(60)) async throws -> Output {
        try await TestSupport.within(limit, arguments.joined(separator: " ")) {
            try await end()
        }
    }

    private func end() async throws -> Output {
        // Files, not pipes: nobody must read while the program runs, and what it leaves running
        // cannot hold up the end.
        let (output, error) = (try FileHandle.unnamedFile(), try FileHandle.unnamedFile())
        defer { [output, error].forEach { try? $0.close() } }
        let status = try await Child(self, output: output, error: error).endOrCancel()
        return Output(
            status: status,
            standardOutput: try output.rereadText(),
            standardError: try error.rereadText()
        )
    }
}

extension FileHandle {
    fileprivate static func unnamedFile() throws -> FileHandle {
        let file = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try Data().write(to: file, options: .withoutOverwriting)
        defer { unlink(file.path) }
        return try FileHandle(forUpdating: file)
    }

    fileprivate func rereadText() throws -> String {
        try seek(toOffset: 0)
        return String(decoding: try readToEnd() ?? Data(), as: UTF8.self)
    }
}

/// strace(1), before its options. Under it, a sanitizer cannot look for leaks.
package let strace = ["strace", "-qq", "-E", "ASAN_OPTIONS=detect_leaks=0"]
