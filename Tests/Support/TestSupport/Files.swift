import Foundation

extension URL {
    /// Writes a file below this directory, and makes the directories above it.
    func write(_ text: String, to file: String, mode: Int) throws {
        let url = appending(path: file)
        try FileManager.default.createDirectory(
            at: url.deletingLastPathComponent(),
            withIntermediateDirectories: true,
            attributes: [.posixPermissions: 0o755]
        )
        try Data(text.utf8).write(to: url)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: url.path)
    }

    /// The text of a file below this directory.
    func text(of file: String) throws -> String {
        // Not String(contentsOf:), which leaks where the file is empty.
        let file = try FileHandle(forReadingFrom: appending(path: file))
        return String(decoding: try file.readToEnd() ?? Data(), as: UTF8.self)
    }
}

extension TemporaryDirectory {
    /// Where it is.
    package var path: String { url.path }

    /// Writes a file, and makes the directories above it.
    package func write(_ text: String, to file: String, mode: Int = 0o644) throws {
        try url.write(text, to: file, mode: mode)
    }

    /// The text of a file.
    package func text(of file: String) throws -> String { try url.text(of: file) }

    /// The names in a directory.
    package func names(in directory: String) throws -> Set<String> {
        Set(try FileManager.default.contentsOfDirectory(atPath: "\(path)/\(directory)"))
    }
}

extension ScratchRoot {
    /// Writes a file with mode 644, and the directories above it.
    package func write(_ text: String, to path: String, mode: Int = 0o644) throws {
        try url.write(text, to: path, mode: mode)
    }

    /// The text of a file; nil if there is none.
    package func text(_ path: String) -> String? { try? url.text(of: path) }
}
