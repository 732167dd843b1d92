import Testing
@testable import Basics
@testable import Configure
@testable import Desired
@testable import YAML

@Suite struct LimitsTests {
    @Test(arguments: [
        // what opens a level, what closes it
        ("[", "]"), ("{a: ", "}"), ("- ", ""), ("? - ", ""),
    ])
    func `a tree has 64 levels`(open: String, close: String) throws {
        func text(_ count: Int) -> String {
            String(repeating: open, count: count) + "x" + String(repeating: close, count: count)
        }
        let levels = open == "? - " ? 2 : 1
        if levels == 1 { #expect(try tree(text(63)).text == nil) }
        for count in [64, 100_000] {
            let error = #expect(throws: InputError.self) { try tree(text(count / levels)) }
            #expect(error?.sentence == "nested more than 64 levels deep")
        }
    }

    @Test func `aliases of aliases add up their levels`() throws {
        // Each is one level more than the one before, and there are two above them.
        func text(_ count: Int) -> String {
            (1..<count).reduce(into: "- &a0 [x]\n") { $0 += "- &a\($1) [*a\($1 - 1)]\n" }
        }
        #expect(try tree(text(62)).items?.count == 62)
        let error = #expect(throws: InputError.self) { try tree(text(63)) }
        #expect(error?.sentence == "nested more than 64 levels deep")
        #expect(error?.place?.mark == Mark(line: 63, column: 9))
    }

    @Test func `a tree of 9 to the 60th values costs what its text costs`() throws {
        let laughs = (1..<60).reduce(into: "a0: &a0 [x, x, x, x, x, x, x, x, x]\n") {
            let alias = "*a\($1 - 1)"
            $0 += "a\($1): &a\($1) [\(Array(repeating: alias, count: 9).joined(separator: ", "))]\n"
        }
        #expect(try tree(laughs)["a59"]?.items?.count == 9)
    }

    @Test func `a tree has 50 000 values`() throws {
        func text(_ count: Int) -> String {
            "[" + String(repeating: "a: ,", count: count) + "]"
        }
        // One for the list, and three for each mapping, its key and its value.
        #expect(try tree(text(16_666)).items?.count == 16_666)
        let error = #expect(throws: InputError.self) { try tree(text(16_667)) }
        #expect(error?.sentence == "more than 50000 values")
        #expect(error?.place?.mark.line == 1)
    }

    @Test func `a MiB in one text is read`() throws {
        let text = String(repeating: "a", count: Source.limit - 5)
        #expect(try tree("a: '\(text)'")["a"]?.text == text)
    }
}
