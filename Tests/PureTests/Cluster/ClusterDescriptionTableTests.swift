import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Desired
@testable import YAML

/// The parser held against the table that the schema for editors is held against too.
@Suite struct ClusterDescriptionTableTests {
    @Test(arguments: try Table().accepted)
    func `a description of the table is accepted`(text: String) throws {
        _ = try ClusterDescription(parsing: Source(name: "cluster.yaml", text: text))
    }

    @Test(arguments: try Table().refused)
    func `a description of the table is refused`(row: Table.Refused) {
        let error = #expect(throws: InputError.self) {
            try ClusterDescription(parsing: Source(name: "cluster.yaml", text: row.text))
        }
        #expect(error?.sentence.contains(row.message) == true)
    }
}

/// `Tests/fixtures/cluster-descriptions.yaml`.
struct Table {
    struct Refused: CustomTestStringConvertible {
        let message: String
        let text: String

        var testDescription: String { text }
    }

    let accepted: [String]
    let refused: [Refused]

    init() throws {
        let file = Repository.tests.appending(path: "fixtures/cluster-descriptions.yaml")
        let source = try Source(name: file.path, bytes: Array(Data(contentsOf: file)))
        let table = try Document(parsing: source).root
        let rows = try #require(table["accepted"]?.items)
        accepted = try rows.map { try #require($0.text) }

        let refusedRows = try ["refused", "refused-by-the-parser-only"].flatMap {
            try #require(table[$0]?.items)
        }
        refused = try refusedRows.map { row in
            let pair = try #require(row.items)
            try #require(pair.count == 2)
            return Refused(message: try #require(pair[0].text), text: try #require(pair[1].text))
        }
    }
}
