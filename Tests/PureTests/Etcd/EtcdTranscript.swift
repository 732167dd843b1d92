import Foundation
import TestSupport
@testable import Etcd

/// What a real etcdctl, and curl beside it, printed of a cluster: `Tests/fixtures/etcd`.
struct EtcdTranscript {
    private let sections: [String: EtcdctlOutput]

    /// Every version that there is a transcript of.
    static let versions = ["2.2", "2.3", "3.3", "3.4", "3.5"]
    /// Those of them that speak of the v3 API.
    static let v3 = versions.filter { $0 >= "3" }

    /// Reads a version's transcript.
    init(_ version: String) throws {
        let file = Repository.tests.appending(path: "fixtures/etcd/\(version)")
        let text = try String(contentsOf: file, encoding: .utf8)
        var sections: [String: EtcdctlOutput] = [:]
        for section in text.components(separatedBy: "\n\n").dropFirst() {
            let lines = section.split(separator: "\n")
            guard let head = lines.first, let colon = head.lastIndex(of: ":") else { continue }
            func text(after mark: String) -> String {
                lines.dropFirst().filter { $0.hasPrefix(mark) }
                    .map { $0.dropFirst(2) + "\n" }.joined()
            }
            sections[String(head[..<colon])] = EtcdctlOutput(
                code: Int32(head[head.index(colon, offsetBy: 2)...]),
                output: text(after: ">"),
                words: text(after: "!")
            )
        }
        self.sections = sections
    }

    /// What a command printed.
    func callAsFunction(_ situation: String, _ command: String) throws -> EtcdctlOutput {
        guard let output = sections["[\(situation)] \(command)"] else {
            throw NotInTranscript(command: "[\(situation)] \(command)")
        }
        return output
    }

    /// What a port answered to a GET of a path.
    func response(_ situation: String, _ path: String) throws -> EtcdResponse? {
        EtcdResponse(parsing: try self(situation, "GET \(path)").output)
    }

    private struct NotInTranscript: Error {
        let command: String
    }
}
