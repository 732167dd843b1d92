import Foundation
import Testing
@testable import Basics
@testable import Desired
@testable import YAML

@Suite struct JSONAsYAMLTests {
    /// Foundation's reading of a JSON text in the form of `Value.shape`: another parser's word.
    private func shape(_ value: Any) -> String {
        switch value {
        case let items as [Any]: "[\(items.map(shape).joined(separator: ", "))]"
        case let entries as [String: Any]:
            "{"
                + entries.sorted { $0.key < $1.key }
                .map { "\($0.key.debugDescription): \(shape($0.value))" }.joined(separator: ", ")
                + "}"
        default: "\(value)".debugDescription
        }
    }

    @Test(arguments: [
        // the keys in order, as Foundation's have none
        #"{"a":"b","c":["d",{"e":"f"}],"g":{},"h":[],"i":""}"#,
        "{\n\t\"a\": [\n\t\t\"b\"\n\t]\n}\n",
        "{\r\n  \"a\": \"b\"\r\n}",
        #"["\" \\ \/ \b \f \n \r \t \u0041 \u00e9 \u2028"]"#,
        // a pair of surrogates, the first and the last, in capitals, in a key, one after another
        #"["\ud83d\ude00", "\ud800\udc00", "\udbff\udffd", "\uD83D\uDE00"]"#,
        #"{"\ud83d\ude00":"x\ud83d\ude00\ud83d\ude01y"}"#,
        // a backslash and the text of a pair; a backslash and a pair
        #"["\\ud83d\\ude00", "\\\ud83d\ude00", "\\\\ud83d"]"#,
        ##"["é\ud83d\ude00é", "http://[::1]:2380/#a: b", "- x", "# x", "~"]"##,
    ])
    func `JSON is read as another parser reads it`(text: String) throws {
        let value = try JSONSerialization.jsonObject(with: Data(text.utf8))
        #expect(try tree(text).shape == shape(value))
    }

    @Test(arguments: [
        // text, its places
        (#"["\ud83d\ude00", a]"#, ["1:1 [", "1:2 😀", "1:18 a"]),
        (
            #"["\ud83d\ude00\ud83d\ude00", "\ud83d\ude00", a]"#,
            ["1:1 [", "1:2 😀😀", "1:30 😀", "1:46 a"]
        ),
        ("[\"\\ud83d\\ude00\",\n a]", ["1:1 [", "1:2 😀", "2:2 a"]),
    ])
    func `places are those of the text as it is`(text: String, places: [String]) throws {
        #expect(try tree(text).places == places)
    }

    @Test(arguments: [
        // text, column of the escape: only a half, the halves exchanged, a half and other text
        (#"["\ud83d"]"#, 3),
        (#"["\ud83d\ude00", "\ude00\ud83d"]"#, 19),
        (#"["\ud83d\u0041"]"#, 3),
        (#"["\ud83dx"]"#, 3),
        (#"["\ud83d\ude0"]"#, 3),
        (#"["\ud83d\u+e00"]"#, 3),
    ])
    func `half a character is refused`(text: String, column: Int) {
        let error = #expect(throws: InputError.self) { try tree(text) }
        #expect(error?.sentence.hasPrefix("half of a surrogate pair") == true)
        #expect(error?.place?.mark == Mark(line: 1, column: column))
    }

    @Test func `outside JSON a pair in single quotes is its own text`() throws {
        #expect(try tree(#"a: '\ud83d\ude00'"#).shape == #"{"a": "\\ud83d\\ude00"}"#)
    }
}
