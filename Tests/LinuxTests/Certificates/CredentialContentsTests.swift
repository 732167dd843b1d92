import Basics
import Foundation
import TestSupport
import Testing
@testable import Desired
@testable import Linux

/// What reads certificates byte by byte, given bytes that are none.
@Suite struct CredentialContentsTests {
    @Test func `no change of a few bytes stops the reader`() async throws {
        let table = try await CertificateRows.made()
        var numbers = Numbers()
        for row in table.rows {
            let text = String(decoding: try row.file("node.crt"), as: UTF8.self)
            let lines = text.split(whereSeparator: \.isNewline)
            guard let der = Data(base64Encoded: lines.filter { !$0.contains("-") }.joined()),
                !der.isEmpty
            else { continue }
            for _ in 0..<(Thoroughness.current == .few ? 4 : 40) {
                var bytes = der
                for _ in 0...Int.random(in: 0...2, using: &numbers) {
                    let place = Int.random(in: 0..<bytes.count, using: &numbers)
                    bytes[place] = [0, 1, 0x7F, 0x80, 0xFF].randomElement(using: &numbers) ?? 0
                }
                if Bool.random(using: &numbers) {
                    bytes = bytes.prefix(Int.random(in: 0...bytes.count, using: &numbers))
                }
                let pem =
                    "-----BEGIN CERTIFICATE-----\n\(bytes.base64EncodedString())\n"
                    + "-----END CERTIFICATE-----\n"
                let contents = Self.contents(pem)
                #expect(contents.presented.count + contents.findings.count <= 2)
            }
        }
    }

    @Test(arguments: [
        "-----BEGIN CERTIFICATE-----\n", "-----BEGIN A-----\nAAAA\n", "a: b\n", "-----END A-----\n",
        "-----BEGIN A-----\n-----END A-----\n",
    ])
    func `a long file is read in one go`(line: String) {
        let text = String(repeating: line, count: (1 << 18) / line.utf8.count)
        let time = ContinuousClock().measure { _ = Self.contents(text) }
        // In a moment, or in minutes if it looked through the rest again at each line.
        #expect(time < .seconds(100))
    }

    private static func contents(_ pem: String) -> CredentialContents {
        CredentialContents(of: [
            .certificate: Credentials.File(path: "/node.crt", contents: Array(pem.utf8))
        ])
    }
}

/// The same numbers each time (Vigna's splitmix64).
private struct Numbers: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var number = (state ^ state >> 30) &* 0xBF58_476D_1CE4_E5B9
        number = (number ^ number >> 27) &* 0x94D0_49BB_1331_11EB
        return number ^ number >> 31
    }
}
