import Testing
@testable import Basics
@testable import YAML

@Suite struct SyntaxErrorTests {
    private static let tab =
        "a tab in the indentation; replace it with spaces"
    private static let keyInText =
        "a key where the string on the previous line continues;"
        + " is one of the two lines indented wrongly, or without its ': '?"
    private static let afterDocument =
        "text after the end of the document;"
        + " is an earlier line indented wrongly, or is there a bracket too many?"

    private static let rows: [(text: String, problem: String, excerpt: String)] = [
        // tabs
        ("\ta: 1", "1:1: \(tab)", "\\ta: 1\n^"),
        ("a:\n\tb: 1", "2:1: \(tab)", "\\tb: 1\n^"),
        ("a:\n \tb: 1", "2:2: \(tab)", " \\tb: 1\n ^"),
        ("a:\n  b: 1\n  \tc: 2", "3:3: \(tab)", "  \\tc: 2\n  ^"),
        ("a:\r\n\t- b", "2:1: \(tab)", "\\t- b\n^"),
        ("a: |\n\tb", "2:1: \(tab)", "\\tb\n^"),
        ("-\t- a", "1:2: \(tab)", "-\\t- a\n ^"),
        // keys, colons, indentation
        ("a: 1\nb:2\n", "2:1: no ': ' after a key; write a colon and a space", "b:2\n^"),
        ("a:1\nb: 2", "2:2: \(keyInText)", "b: 2\n ^"),
        ("a: 1\n  b: 2", "2:4: \(keyInText)", "  b: 2\n   ^"),
        (
            "a: b: c", "1:5: a second ': ' in one line; quote a value that contains ': '",
            "a: b: c\n    ^"
        ),
        (
            "x: 1\na:\n    b: 1\n  c: 2",
            "4:3: not part of the mapping that begins on line 1;"
                + " is it indented like the keys there?",
            "  c: 2\n  ^"
        ),
        (
            "a:\n  - b\n c: 1",
            "3:2: not part of the mapping that begins on line 1;"
                + " is it indented like the keys there?",
            " c: 1\n ^"
        ),
        (
            "- a\n-b: c",
            "2:1: not part of the list that begins on line 1; is it indented like the items there?",
            "-b: c\n^"
        ),
        ("  a: 1\nb: 2", "2:1: \(afterDocument)", "b: 2\n^"),
        (
            "a: - b",
            "1:4: a list item must begin on a line of its own; quote a string that begins with '- '",
            "a: - b\n   ^"
        ),
        // quotes and escapes
        ("a: 1\nb: \"c\nd: e", "2:4: the quote that opens here is not closed", "b: \"c\n   ^"),
        ("a: 'b\nd: e", "1:4: the quote that opens here is not closed", "a: 'b\n   ^"),
        ("a: 'b\n---\nc: d'", "1:4: the quote that opens here is not closed", "a: 'b\n   ^"),
        (
            "a: \"b\" c", "1:8: text after the end of a value; quote the whole value",
            "a: \"b\" c\n       ^"
        ),
        (
            "- 'b' c", "1:7: text after the end of a value; quote the whole value",
            "- 'b' c\n      ^"
        ),
        (
            #"a: "\d""#,
            #"1:5: '\d' is not an escape; in single quotes, '\' is an ordinary character"#,
            "a: \"\\d\"\n    ^"
        ),
        (
            #"a: "C:\Users""#,
            #"1:7: '\x', '\u' and '\U' take 2, 4 and 8 hexadecimal digits; "#
                + #"in single quotes, '\' is an ordinary character"#,
            "a: \"C:\\Users\"\n      ^"
        ),
        (
            #"a: "\ud83d\ude00""#,
            #"1:5: half of a surrogate pair; write the whole character as '\U' and 8 digits"#,
            "a: \"\\ud83d\\ude00\"\n    ^"
        ),
        (#"a: "b\"#, "1:4: the quote that opens here is not closed", "a: \"b\\\n   ^"),
        // what an unquoted string cannot begin with
        ("a: @b", "1:4: an unquoted string cannot begin with '@'; quote it", "a: @b\n   ^"),
        ("a: `b`", "1:4: an unquoted string cannot begin with '`'; quote it", "a: `b`\n   ^"),
        ("a: %b", "1:4: an unquoted string cannot begin with '%'; quote it", "a: %b\n   ^"),
        ("a: *.org", "1:4: an unquoted string cannot begin with '*'; quote it", "a: *.org\n   ^"),
        ("a: &.b", "1:4: an unquoted string cannot begin with '&'; quote it", "a: &.b\n   ^"),
        ("a: !b!c", "1:4: an unquoted string cannot begin with '!'; quote it", "a: !b!c\n   ^"),
        ("a: !b{", "1:4: an unquoted string cannot begin with '!'; quote it", "a: !b{\n   ^"),
        ("a: !<", "1:4: an unquoted string cannot begin with '!'; quote it", "a: !<\n   ^"),
        ("a: | b", "1:6: text after '|' or '>' must begin on the next line", "a: | b\n     ^"),
        (
            "%b\n", "1:1: a line that begins with '%' must be '%YAML 1.1' or '%YAML 1.2'", "%b\n^"
        ),
        (
            "%YAML 2.0\n--- a",
            "1:1: a line that begins with '%' must be '%YAML 1.1' or '%YAML 1.2'", "%YAML 2.0\n^"
        ),
        (
            "a: 1\n%: b", "2:1: a line that begins with '%' must be '%YAML 1.1' or '%YAML 1.2'",
            "%: b\n^"
        ),
        // brackets
        ("a: [b, c", "1:4: ',' or ']' is missing after the '[' on line 1", "a: [b, c\n   ^"),
        (
            "a: [b, c]]", "1:10: text after the end of a value; quote the whole value",
            "a: [b, c]]\n         ^"
        ),
        ("a: [b}", "1:6: ',' or ']' is missing after the '[' on line 1", "a: [b}\n     ^"),
        ("a: [b,,c]", "1:7: ',' where a value belongs", "a: [b,,c]\n      ^"),
        ("a: ]", "1:4: ']' where a value belongs", "a: ]\n   ^"),
        ("[a,", "1:4: the text ends where a value belongs", "[a,\n   ^"),
        (
            "{\"a\": 1\n \"b\": 2}", "2:5: ',' or '}' is missing after the '{' on line 1",
            " \"b\": 2}\n    ^"
        ),
        (
            "{\"a\": {\"b\": 1}", "1:1: ',' or '}' is missing after the '{' on line 1",
            "{\"a\": {\"b\": 1}\n^"
        ),
        ("{\"a\": 1}}", "1:9: \(afterDocument)", "{\"a\": 1}}\n        ^"),
        // control characters, and others that YAML does not allow
        (
            "a: 1\nb: é\u{1b}[0m", "2:5: control character '\\u{1b}'; remove it",
            "b: é\\u{1b}[0m\n    ^"
        ),
        ("a: \0", "1:4: control character '\\u{0}'; remove it", "a: \\u{0}\n   ^"),
        ("a: \u{fffe}", "1:4: control character '\\u{fffe}'; remove it", "a: \\u{fffe}\n   ^"),
        // what libyaml says itself
        (
            "a: |0", "1:5: found an indentation indicator equal to 0 while scanning a block scalar",
            "a: |0\n    ^"
        ),
    ]

    @Test(arguments: rows)
    func `a mistake is told with its place and a cure`(
        text: String,
        problem: String,
        excerpt: String
    ) {
        let error = #expect(throws: InputError.self) { try tree(text) }
        #expect(error?.description == "f:\(problem)\n\(excerpt)")
    }
}
