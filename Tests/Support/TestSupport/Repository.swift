public import Foundation

/// The checkout that the tests were built from.
public enum Repository {
    /// Its top directory.
    public static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    /// Its directory `Tests`.
    public static let tests = root.appending(path: "Tests")
}
