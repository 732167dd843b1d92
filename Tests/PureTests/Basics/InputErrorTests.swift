import Testing
@testable import Basics

@Suite struct InputErrorTests {
    private func message(
        _ text: String,
        line: Int,
        column: Int,
        name: String = "f"
    ) -> String {
        InputError(
            "no",
            at: Mark(line: line, column: column),
            in: Source(name: name, text: text)
        ).description
    }

    @Test(arguments: [
        // text, line, column, message
        ("a\nb: c\nd", 2, 4, "f:2:4: no\nb: c\n   ^"),
        ("a\r\nb: c\r\nd", 2, 4, "f:2:4: no\nb: c\n   ^"),
        ("a\rb: c\rd", 2, 4, "f:2:4: no\nb: c\n   ^"),
        // lines for libyaml, and for no editor
        ("a\u{2028}b", 1, 3, "f:1:3: no\na\\u{2028}b\n         ^"),
        // just after the line
        ("a:", 1, 3, "f:1:3: no\na:\n  ^"),
        // the caret stands under the column, however wide the characters before it have become
        ("\ta: b", 1, 2, "f:1:2: no\n\\ta: b\n  ^"),
        ("é\u{1b}b", 1, 3, "f:1:3: no\né\\u{1b}b\n       ^"),
        // no line to show
        ("", 1, 1, "f:1:1: no"),
        ("a\n", 2, 1, "f:2:1: no"),
        ("a", 7, 1, "f:7:1: no"),
    ])
    func `a message shows the line and the column`(
        text: String,
        line: Int,
        column: Int,
        expected: String
    ) {
        #expect(message(text, line: line, column: column) == expected)
    }

    @Test func `the name of a source does nothing to a terminal`() {
        #expect(message("", line: 1, column: 1, name: "a\u{1b}[2J\nb") == #"a\u{1b}[2J\nb:1:1: no"#)
    }

    @Test(arguments: [
        // column, the part that is shown, where the caret is
        (1, "012345678901234567890123456789012345678901234567890123456789012345678901...", 0),
        (36, "012345678901234567890123456789012345678901234567890123456789012345678901...", 35),
        (500, "...456789012345678901234567890123456789012345678901234567890123456789012345...", 38),
        (1000, "...89012345678901234567890123456789012345678901234567890123456789012345678X", 74),
    ])
    func `of a long line the part around the column is shown`(column: Int, part: String, at: Int) {
        let digits = String(String(repeating: "0123456789", count: 100).dropLast()) + "X"
        let lines = message(digits, line: 1, column: column).split(separator: "\n")
        #expect(
            lines.dropFirst().map(String.init) == [part, String(repeating: " ", count: at) + "^"]
        )
    }
}
