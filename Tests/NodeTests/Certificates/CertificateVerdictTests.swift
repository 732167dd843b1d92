import Foundation
import TestSupport
import Testing

/// The rules by which credentials are judged are etcd's and curl's own.
@Suite(.whereNodesBoot)
struct CertificateVerdictTests {
    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `what the agent takes, etcd, etcdctl and curl take, and nothing else`(
        release: DebianRelease
    ) async throws {
        let table = try await CertificateRows.made()
        let asking = Repository.tests.appending(path: "tools/certificates/ask").path
        let said = try await Command([asking, release.debian.path, table.directory.path])
            .succeed(within: .seconds(900))
        let answers = Dictionary(
            uniqueKeysWithValues: said.split(separator: "\n").map { line in
                let words = line.split(separator: " ", maxSplits: 1).map(String.init)
                return (words[0], words[1])
            }
        )
        #expect(answers.count == table.rows.count)
        _ = try await concurrently(table.rows) { row in
            let answer = try #require(answers[row.name])
            // Whether a key lies open is nothing to them.
            guard !row.isExposed else { return }
            let verdict = try await table.verdict(of: row)
            #expect(
                verdict.isTaken == (answer == "taken"),
                "\(row.name): \(answer)\n\(verdict.words)"
            )
        }
    }
}
