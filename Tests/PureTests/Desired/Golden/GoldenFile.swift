import Foundation
import TestSupport
import Testing

/// A file that holds what is expected; with `BOOTCMD_GOLDEN=write` in the environment it is made
/// anew instead, for people to look at the difference.
struct GoldenFile {
    private let file: URL
    private let path: String

    /// A file below `Tests/fixtures`.
    init(_ path: String) {
        self.path = path
        file = Repository.tests.appending(path: "fixtures/\(path)")
    }

    /// Compares a string with what the file holds.
    func expect(_ text: String) throws {
        guard ProcessInfo.processInfo.environment["BOOTCMD_GOLDEN"] != "write" else {
            try FileManager.default.createDirectory(
                at: file.deletingLastPathComponent(),
                withIntermediateDirectories: true
            )
            return try Data(text.utf8).write(to: file)
        }
        #expect(try String(contentsOf: file, encoding: .utf8) == text, "\(path)")
    }
}
