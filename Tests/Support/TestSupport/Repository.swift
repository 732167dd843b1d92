import Foundation

/// The checkout that the tests were built from.
package enum Repository {
    /// Its top directory.
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Its directory `Tests`.
    package static let tests = root.appending(path: "Tests")
}
