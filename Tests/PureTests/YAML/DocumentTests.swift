import Testing
@testable import Basics
@testable import YAML

@Suite struct DocumentTests {
    @Test(
        arguments: [
            // text, tree
            // every scalar is text
            (
                "[7, 07, 1e3, .5, no, true, ~, null, 2015-06-30]",
                #"["7", "07", "1e3", ".5", "no", "true", "~", "null", "2015-06-30"]"#
            ),
            ("a: !!str 7\nb: !!int 7\nc: ! x", #"{"a": "7", "b": "7", "c": "x"}"#),
            // plain, quoted, over several lines
            ("a: b c\n  d", #"{"a": "b c d"}"#),
            (
                "a: a1=http://[::1]:2380,\n   a2=http://10.0.0.1:2380",
                #"{"a": "a1=http://[::1]:2380, a2=http://10.0.0.1:2380"}"#
            ),
            ("a: 'it''s # \\n'", ##"{"a": "it\'s # \\n"}"##),
            (#"a: "\x41\u00e9\U0001f600\n\/\"""#, #"{"a": "Aé😀\n/\""}"#),
            ("a: |\n  b\n   c\nd: >-\n  e\n  f\n", #"{"a": "b\n c\n", "d": "e f"}"#),
            ("'a': \"b\"\n? c\n: d", #"{"a": "b", "c": "d"}"#),
            // comments, flow style, lists that are not indented
            ("# a\na: b # c\n# d\n", #"{"a": "b"}"#),
            ("{a: b, c: [d, {e: f}], g: }", #"{"a": "b", "c": ["d", {"e": "f"}], "g": ""}"#),
            ("a:\n- b\n-  - c\nd: []\ne: {}", #"{"a": ["b", ["c"]], "d": [], "e": {}}"#),
            // CR LF, CR, a byte order mark, markers of the document
            ("a: b\r\nc:\r\n  d: e\r\n", #"{"a": "b", "c": {"d": "e"}}"#),
            ("a: b\rc: d\r", #"{"a": "b", "c": "d"}"#),
            ("\u{feff}a: b", #"{"a": "b"}"#),
            ("%YAML 1.1\n---\na: b\n...\n", #"{"a": "b"}"#),
            // aliases, and an anchor that is set anew
            (
                "a: &x {b: c}\nd: *x\ne: [*x, &x f, *x]",
                #"{"a": {"b": "c"}, "d": {"b": "c"}, "e": [{"b": "c"}, "f", "f"]}"#
            ),
            ("a: &x b\n*x : c", #"{"a": "b", "b": "c"}"#),
            // a tab that indents nothing
            ("a:\tb\t# c\nd: {\n\te: f }", #"{"a": "b", "d": {"e": "f"}}"#),
            // roots that are not mappings, among them an empty string in quotes
            ("a", #""a""#),
            ("''", #""""#),
            ("~", #""~""#),
        ] as [(String, String)]
    )
    func `a document is a tree of texts`(text: String, shape: String) throws {
        #expect(try tree(text).shape == shape)
    }

    @Test func `every key and value knows its place`() throws {
        let text = """
            # é
            a: é  # x
            "b" :
              - 'c'
              - {d: e, é: [f]}
            g: &h |
              i
            j: *h
            k:
            """
        let expected = [
            "2:1 {", "2:1 a:", "2:4 é", "3:1 b:", "4:3 [", "4:5 c", "5:5 {", "5:6 d:", "5:9 e",
            "5:12 é:", "5:15 [", "5:16 f", "6:1 g:", "6:4 i\n", "8:1 j:", "8:4 i\n", "9:1 k:",
            "9:3 ",
        ]
        #expect(try tree(text).places == expected)
        #expect(
            try tree(text.replacing("\n", with: "\r\n")).places == expected,
            "a line ends once with CR LF"
        )
    }

    @Test(arguments: [
        // value, whether it is null
        ("", true), ("~", true), ("null", true), ("Null", true), ("NULL", true),
        ("!!null ''", false),
        ("''", false), ("'~'", false), ("\"null\"", false), ("nULL", false), ("no", false),
        ("0", false), ("[]", false), ("{}", false),
    ])
    func `only a missing or a bare null is null`(value: String, isNull: Bool) throws {
        #expect(try tree("a: \(value)")["a"]?.isNull == isNull)
        #expect(try tree("x: &x \(value)\na: *x")["a"]?.isNull == isNull)
    }

    @Test(
        arguments: [
            // text, message
            ("", "f:1:1: nothing but white space and comments"),
            ("\n \n", "f:1:1: nothing but white space and comments"),
            ("# a\n", "f:1:1: nothing but white space and comments\n# a\n^"),
            ("---\n", "f:1:1: nothing but white space and comments\n---\n^"),
            (
                "a: b\n---\nc: d",
                "f:2:1: a second document begins here; only one is allowed\n---\n^"
            ),
            ("a\n--- b", "f:2:1: a second document begins here; only one is allowed\n--- b\n^"),
            ("a: 1\nb: 2\na: 3", "f:3:1: duplicate key 'a', first given on line 1\na: 3\n^"),
            (
                "a:\n  b: 1\n  'b': 2",
                "f:3:3: duplicate key 'b', first given on line 2\n  'b': 2\n  ^"
            ),
            (
                #"{"a": [{"b": 1, "b": 2}]}"#,
                "f:1:17: duplicate key 'b', first given on line 1\n"
                    + #"{"a": [{"b": 1, "b": 2}]}"# + "\n                ^"
            ),
            (
                "a: &x b\nc: d\n? *x\n: e\nb: f",
                "f:5:1: duplicate key 'b', first given on line 3\nb: f\n^"
            ),
            (
                "[a]: b",
                "f:1:1: a list or a mapping cannot be a key; a key must be a string\n[a]: b\n^"
            ),
            (
                "a: {{ b }}",
                "f:1:5: a list or a mapping cannot be a key; a key must be a string\n"
                    + "a: {{ b }}\n    ^"
            ),
            (
                "a: *b",
                "f:1:4: no anchor '&b' before this alias\na: *b\n   ^"
            ),
            (
                "a: *b\nc: &b d",
                "f:1:4: no anchor '&b' before this alias\na: *b\n   ^"
            ),
            (
                "a: &b [*b]",
                "f:1:8: the alias '*b' is inside the value that it stands for\n"
                    + "a: &b [*b]\n       ^"
            ),
            (
                "&a {b: {*a : c}}",
                "f:1:9: the alias '*a' is inside the value that it stands for\n"
                    + "&a {b: {*a : c}}\n        ^"
            ),
            (
                "a: !!binary aGk=",
                "f:1:4: unknown tag '!!binary'; every value is read as a string\n"
                    + "a: !!binary aGk=\n   ^"
            ),
            (
                "a: !vault x",
                "f:1:4: unknown tag '!vault'; every value is read as a string\n"
                    + "a: !vault x\n   ^"
            ),
            (
                "%TAG !e! tag:e,2000:\n---\na: b",
                "f:1:1: %TAG directives are not supported\n%TAG !e! tag:e,2000:\n^"
            ),
            (
                "a: b\n...\n%TAG !e! tag:e,2000:\n---\nc: d",
                "f:3:1: %TAG directives are not supported\n%TAG !e! tag:e,2000:\n^"
            ),
            (
                // a line of its own for libyaml, and for no editor
                "%é\u{2028}%TAG !e! e",
                "f:1:4: %TAG directives are not supported\n%é\\u{2028}%TAG !e! e\n          ^"
            ),
        ] as [(String, String)]
    )
    func `what libyaml lets pass is refused`(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try tree(text) }
        #expect(error?.description == message)
    }
}
