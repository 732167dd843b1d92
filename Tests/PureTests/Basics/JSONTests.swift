import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Join
@testable import YAML

@Suite struct JSONTests {
    private static let strings = [
        "", "a", "\"", "\\", "/", "\n", "\r\n", "\t", "\u{0}", "\u{1}\u{1F}", "\u{7F}", "\u{85}",
        "\u{2028}\u{2029}", "\u{200D}", "\u{FEFF}x", "e\u{301}", "\"\u{301}", "\u{1F600}",
        "\u{E0001}", "\u{10FFFF}", "~", "null", "true", "7", "{", "# x", "a: b", "*x", "&x",
        "'", "  two  spaces  ",
    ]

    private static let value = JSON.object([
        ("null", .null),
        ("true", .bool(true)),
        ("false", .bool(false)),
        ("numbers", .array([.number(0), .number(-1), .number(.max)])),
        ("strings", .array(strings.map(JSON.string))),
        ("keys", .object(strings.map { ($0, .string($0)) })),
        ("empty", .array([.array([]), .object([])])),
    ])

    @Test func `JSON is indented for people`() {
        let value = JSON.object([
            ("a", .array([.number(1), .object([("b", .null)])])), ("c", .array([])),
        ])
        #expect(
            value.text == """
                {
                  "a": [
                    1,
                    {
                      "b": null
                    }
                  ],
                  "c": []
                }

                """
        )
    }

    @Test func `another program reads every value back`() throws {
        let read = try JSONSerialization.jsonObject(with: Data(Self.value.text.utf8))
        let object = try #require(read as? [String: Any])
        #expect(object["null"] is NSNull)
        #expect(object["true"] as? Bool == true)
        #expect(object["false"] as? Bool == false)
        #expect(object["numbers"] as? [Int] == [0, -1, .max])
        let strings = try #require(object["strings"] as? [String])
        // Swift takes two spellings of one character for the same; their scalars tell.
        #expect(
            strings.map { Array($0.unicodeScalars) }
                == Self.strings.map { Array($0.unicodeScalars) }
        )
        #expect((object["keys"] as? [String: String])?.count == Set(Self.strings).count)
        #expect((object["empty"] as? [Any])?.count == 2)
    }

    @Test func `our own reader reads every string back`() throws {
        let root = try Document(parsing: Source(name: "x.json", text: Self.value.text)).root
        let strings = try #require(root["strings"]?.items).map(\.text)
        #expect(strings == Self.strings)
        #expect(root["keys"]?.entries?.map(\.key.text) == Self.strings)
        #expect(root["null"]?.isNull == true)
    }

    @Test func `nothing in the JSON can steer a terminal`() {
        for scalar in Self.value.text.unicodeScalars where scalar != "\n" {
            #expect(visible(scalar) == String(scalar), "U+\(String(scalar.value, radix: 16))")
        }
    }
}
