@testable import Basics
import Testing
@testable import Cluster

@Suite struct HostNameTests {
    private static let only = "; only letters, digits and hyphens are legal"

    @Test(arguments: [
        "a1",
        "7",  // all digits: RFC 1123 lifted RFC 952's ban
        "no",
        "A1",  // the case is kept
        "x--y",
        "xn--bcher-kva",
        String(repeating: "a", count: 63),
    ])
    func `a legal label is a host name`(text: String) throws {
        #expect(try HostName(text).description == text)
    }

    @Test(arguments: [
        // text, what is said of it
        ("", "the host name is empty"),
        ("-a", "the host name '-a' begins or ends with a hyphen"),
        ("a-", "the host name 'a-' begins or ends with a hyphen"),
        (
            "a_1",
            "the host name 'a_1' contains '_'\(only)"
        ),
        (
            "a b",
            "the host name 'a b' contains ' '\(only)"
        ),
        // the domain is not part of it
        (
            "a.b",
            "the host name 'a.b' contains '.'\(only)"
        ),
        // letters that are not ASCII: U+00E9, Cyrillic a, an Arabic digit
        (
            "\u{e9}",
            "the host name 'é' contains 'é'\(only)"
        ),
        (
            "\u{430}1",
            "the host name 'а1' contains 'а'\(only)"
        ),
        (
            "a\u{661}",
            "the host name 'a١' contains '١'\(only)"
        ),
        // nothing of it reaches a terminal as it is
        (
            "a\u{1b}[2J",
            #"the host name 'a\u{1b}[2J' contains '\u{1b}'\#(only)"#
        ),
        (
            "a\r\n",
            #"the host name 'a\r\n' contains '\r'\#(only)"#
        ),
        (
            String(repeating: "a", count: 64),
            "the host name '\(String(repeating: "a", count: 64))' has 64 characters;"
                + " at most 63 are legal"
        ),
        (
            String(repeating: "b", count: 1000),
            "the host name '\(String(repeating: "b", count: 64))'... has 1000 characters;"
                + " at most 63 are legal"
        ),
    ])
    func `any other string is refused`(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try HostName(text) }
        #expect(error?.description == message)
    }
}
