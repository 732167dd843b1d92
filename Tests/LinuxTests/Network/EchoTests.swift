import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Linux

@Suite struct EchoTests {
    /// Whether this user may ask for echoes: whoever may use ping(8) without privileges, and root.
    static let mayAsk = Echoes() != nil

    private func times(from places: [[IPAddress]], within limit: Duration)
        -> [IPAddress: Duration]
    {
        Echoes()?.times(from: places, within: limit) ?? [:]
    }

    @Test(.enabled(if: mayAsk))
    func `who answers first of a place is enough, and who does not is not there`() throws {
        let here = try IPAddress("127.0.0.1"), alsoHere = try IPAddress("127.9.9.9")
        // Never routed (RFC 5737).
        let nowhere = try IPAddress("192.0.2.1")
        let began = ContinuousClock.now
        var answers = times(from: [[here, nowhere], [alsoHere]], within: .seconds(20))
        #expect(ContinuousClock.now - began < .seconds(10))
        answers[nowhere] = nil
        #expect(Set(answers.keys) == [here, alsoHere])
        #expect(answers.values.allSatisfy { $0 > .zero && $0 < .seconds(10) })
    }

    @Test(.enabled(if: mayAsk))
    func `the time is over for who does not answer`() throws {
        let answers = times(
            from: [[try IPAddress("0.0.0.1")], []],
            within: .milliseconds(50)
        )
        #expect(answers.isEmpty)
    }

    @Test(.enabled(if: mayAsk))
    func `a thousand machines are asked at once`() throws {
        let places = try (0..<1000).map { [try IPAddress("127.1.\($0 / 250).\($0 % 250 + 1)")] }
        let answers = times(from: places, within: .seconds(20))
        #expect(answers.count == 1000)
    }

    @Test func `interfaces have their addresses and their MTU`() throws {
        let loopback = try #require(Interfaces.all.first { $0.name == "lo" })
        #expect(loopback.addresses.contains(try IPAddress("127.0.0.1")))
        #expect((loopback.mtu ?? 0) > 1000)
        #expect(Interfaces.addresses.sortedTexts == Interfaces.all.flatMap(\.addresses).sortedTexts)
    }
}

extension [IPAddress] {
    fileprivate var sortedTexts: [String] { map(\.description).sorted() }
}
