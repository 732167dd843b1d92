import Foundation
import TestSupport
import Testing

/// The rules by which credentials are judged: for each a row of credentials that break it.
@Suite(.enabled(if: isRoot)) struct CertificateRowsTests {
    @Test func `what breaks a rule is refused by its sentence, and what breaks none is taken`()
        async throws
    {
        let table = try await CertificateRows.made()
        #expect(table.rows.count >= 160)
        #expect(table.rows.count { $0.says.isEmpty } >= 60)
        _ = try await concurrently(table.rows) { row in
            let verdict = try await table.verdict(of: row)
            #expect(verdict.isTaken == row.says.isEmpty, "\(row.name): \(verdict.words)")
            #expect(
                row.says.isEmpty || verdict.words.contains(row.says),
                "\(row.name): \(verdict.words)"
            )
        }
    }

    @Test func `a private key among certificates is shown nowhere, and stops a run`() async throws {
        let table = try await CertificateRows.made()
        let exposed = table.rows.filter(\.isExposed)
        #expect(exposed.count == 8)
        for row in exposed {
            let root = try table.node(of: row)
            let before = try root.snapshot()
            for arguments in [["--dry-run"], ["--dry-run", "--json"], []] {
                let said = try await root.run(arguments)
                #expect(said.status == 65, "\(row.name): \(said)")
                #expect((said.output + said.error).contains("holds a private key"))
                try isKept(row, said)
            }
            #expect(try root.snapshot() == before)
        }
    }

    @Test func `nor is one that somebody put into an installed certificate's file`() async throws {
        let table = try await CertificateRows.made()
        let row = try #require(table.rows.first { $0.name == "a-key-in-the-certificate-s-file" })
        let sound = try #require(table.rows.first { $0.name == "as-made" })
        let root = try table.node(of: sound)
        #expect(try await root.run([]).status == 0)
        let installed = URL(filePath: root.path("/etc/etcd/tls/node.crt"))
        try row.file("node.crt").write(to: installed)
        for arguments in [
            ["--force", "--dry-run"], ["--force", "--dry-run", "--json"], ["undo", "--dry-run"],
            ["undo", "--dry-run", "--json", "--force"],
        ] {
            try isKept(row, try await root.run(arguments))
        }
    }

    /// Nothing of what either file holds is said, not even of the certificates.
    private func isKept(_ row: CertificateRows.Row, _ said: Said) throws {
        for file in ["ca.crt", "node.crt"] {
            let text = String(decoding: try row.file(file), as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline).filter {
                $0.count > 20 && !$0.contains("-----")
            }
            for line in lines {
                #expect(!said.output.contains(line) && !said.error.contains(line), "\(row.name)")
            }
        }
    }
}
