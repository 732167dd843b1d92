import Foundation

/// What the build made.
package enum Product {
    /// The binary under test: `BOOTCMD_BINARY` of the environment, or the one that was built with
    /// these tests, with the same options and sanitizers.
    package static let bootcmd: URL = {
        if let path = ProcessInfo.processInfo.environment["BOOTCMD_BINARY"] {
            return URL(filePath: path)
        }
        // The tests are a program of their own, beside the binary.
        let tests = URL(filePath: "/proc/self/exe").resolvingSymlinksInPath()
        return tests.deletingLastPathComponent().appending(path: "bootcmd")
    }()
}
