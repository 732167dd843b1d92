import Foundation

/// Credentials that are right, or wrong in one way each, as `Tests/tools/certificates/rows` makes
/// them.
package final class CertificateRows: Sendable {
    /// One of them.
    package struct Row: Sendable {
        /// What is particular about it.
        package let name: String
        /// The host whose they are: a member's or a worker's.
        package let host: String
        /// What the agent says of them; empty if it takes them.
        package let says: String
        /// Where its files are.
        package let folder: URL

        /// Whether a file holds a private key for everybody to read. etcd does not mind that.
        package var isExposed: Bool { says.contains("holds a private key, and everybody") }

        /// A file's contents.
        package func file(_ name: String) throws -> Data {
            try Data(contentsOf: folder.appending(path: name))
        }
    }

    /// What the agent makes of a row.
    package struct Verdict: Sendable {
        /// Whether it takes it.
        package let isTaken: Bool
        /// The sentences with which it does not.
        package let words: String
    }

    /// All of them.
    package let rows: [Row]
    /// Where their folders are.
    package let directory: URL
    private let parent: TemporaryDirectory

    /// The same for all tests that need them at once: their keys take seconds to make.
    package static func made() async throws -> CertificateRows { try await Shelf.shared.rows() }

    fileprivate init() async throws {
        parent = try TemporaryDirectory()
        directory = parent.url.appending(path: "rows")
        let maker = Repository.tests.appending(path: "tools/certificates/rows").path
        let names = try await Command([maker, directory.path]).succeed()
        let directory = directory
        rows = try names.split(separator: "\n").map { name in
            let folder = directory.appending(path: String(name))
            func text(_ file: String) throws -> String {
                // Foundation's reading of a whole file loses its buffer where the file is empty.
                let opened = try FileHandle(forReadingFrom: folder.appending(path: file))
                return String(decoding: try opened.readToEnd() ?? Data(), as: UTF8.self)
            }
            return Row(
                name: String(name),
                host: try text("role") == "member" ? "a1" : "w1",
                says: try text("says"),
                folder: folder
            )
        }
    }

    /// A node to which the installer has brought them.
    package func node(of row: Row) throws -> ScratchRoot {
        let root = try ScratchRoot()
        let workers = row.host == "w1" ? "workers: w1=192.168.99.61\n" : ""
        let members = ScratchRoot.members.replacingOccurrences(of: "http:", with: "https:")
        try root.write("cluster: \(members)\n\(workers)", to: "/var/cloud-init/cluster.yaml")
        try root.identify(host: row.host)
        for file in ["ca.crt", "node.crt", "node.key"] {
            let path = root.path("/var/cloud-init/tls/\(file)")
            try root.makeDirectory("/var/cloud-init/tls")
            try row.file(file).write(to: URL(filePath: path))
            try FileManager.default.setAttributes(
                [.posixPermissions: file == "node.key" ? 0o600 : 0o644],
                ofItemAtPath: path
            )
        }
        return root
    }

    /// What the agent makes of it. Of the time it only warns where nothing keeps the clock right.
    package func verdict(of row: Row) async throws -> Verdict {
        let root = try node(of: row)
        defer { withExtendedLifetime(root) {} }
        let said = try await root.bootcmd("--dry-run").run()
        let words = said.standardOutput + said.standardError
        let isDoubted = words.contains("by this machine's clock, which nothing has set yet")
        return Verdict(isTaken: said.status == 0 && !isDoubted, words: words)
    }
}

/// Keeps rows for as long as somebody else does.
private actor Shelf {
    static let shared = Shelf()

    private weak var made: CertificateRows?
    private var making: Task<CertificateRows, any Error>?

    func rows() async throws -> CertificateRows {
        if let made { return made }
        let task = making ?? Task { try await CertificateRows() }
        making = task
        let rows = try await task.value
        (made, making) = (rows, nil)
        return rows
    }
}
