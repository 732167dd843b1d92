import Testing
@testable import Basics

@Suite struct QuotedTests {
    @Test(arguments: [
        // text, as a message quotes it
        ("a1", "'a1'"),
        ("", "''"),
        ("it's", #"'it\'s'"#),
        (#"C:\n"#, #"'C:\\n'"#),
        ("é 日本 😀", "'é 日本 😀'"),
        // what a terminal would obey: escape, bell, CSI of C1, delete
        ("\u{1b}[2J\u{7}\u{9b}\u{7f}", #"'\u{1b}[2J\u{7}\u{9b}\u{7f}'"#),
        ("a\tb\r\nc\0", #"'a\tb\r\nc\u{0}'"#),
        // what nobody sees: right-to-left override, zero width, no-break space, line separator
        ("\u{202e}\u{200b}\u{a0}\u{2028}", #"'\u{202e}\u{200b}\u{a0}\u{2028}'"#),
        ("\u{e000}\u{feff}", #"'\u{e000}\u{feff}'"#),
        (String(repeating: "a", count: 64), "'\(String(repeating: "a", count: 64))'"),
        (String(repeating: "é", count: 65), "'\(String(repeating: "é", count: 64))'..."),
    ])
    func `input is quoted so that it is seen and does nothing`(text: String, quotation: String) {
        #expect(quoted(text) == quotation)
    }

    @Test(arguments: [
        ("a1", "a1"), ("a-1.b_2", "a-1.b_2"), ("", "''"), ("a 1", "'a 1'"), ("a1;", "'a1;'"),
        ("ä", "'ä'"), ("a\n", #"'a\n'"#), ("a\u{301}", "'a\u{301}'"),
        (String(repeating: "a", count: 65), "'\(String(repeating: "a", count: 64))'..."),
    ])
    func `a plain name stands as it is, and any other in quotes`(name: String, text: String) {
        #expect(plainOrQuoted(name) == text)
    }

    @Test func `a visible text keeps its quotes and backslashes`() {
        #expect(visible("'a\\\"\u{1b}") == "'a\\\"\\u{1b}")
    }
}
