import Basics
import Foundation
import Testing

/// A text of as many bytes as are read at all, most of it one piece again and again.
struct WorstInput: CustomTestStringConvertible, Sendable {
    let testDescription: String
    private let head: String
    private let piece: String
    private let tail: String

    /// In `piece`, `N` is the number of the piece.
    private init(
        _ description: String,
        _ head: String = "",
        of piece: String,
        _ tail: String = ""
    ) {
        testDescription = description
        (self.head, self.piece, self.tail) = (head, piece, tail)
    }

    /// The text.
    var text: String {
        let room = Source.limit - head.utf8.count - tail.utf8.count
        let parts = piece.components(separatedBy: "N")
        guard parts.count > 1 else {
            return head + String(repeating: piece, count: room / piece.utf8.count) + tail
        }
        var text = ""
        var number = 0
        while true {
            let next = parts.joined(separator: "\(number)")
            guard text.utf8.count + next.utf8.count <= room else { return head + text + tail }
            text += next
            number += 1
        }
    }
}

extension WorstInput {
    private static let depth = [
        WorstInput("lists in lists", of: "["),
        WorstInput("lists in lists, in lines", of: "- "),
        WorstInput("mappings in mappings", of: "{a: "),
        WorstInput("mappings in mappings, in lines", of: "? "),
        WorstInput("lists as keys of mappings", of: "? - "),
        WorstInput("ends of lists that never began", of: "]"),
        WorstInput("a list that never ends", "[", of: "a,"),
    ]

    private static let aliases = [
        WorstInput("anchors", of: "- &aN x\n"),
        WorstInput("the same anchor", of: "- &a x\n"),
        WorstInput("anchors of one text", of: "&a "),
        WorstInput("an anchor's name", "&", of: "a", " x"),
        WorstInput("aliases", "- &a x\n", of: "- *a\n"),
        WorstInput(
            "aliases of aliases",
            "- &a [x]\n",
            of: "- &a [*a, *a, *a, *a, *a, *a, *a, *a, *a]\n"
        ),
        WorstInput("an alias of a long name", "- &\(half) x\n- *", of: "a"),
        WorstInput("merged mappings", "a: &a {b: c}\n", of: "<<: *a\n"),
    ]
    private static let half = String(repeating: "a", count: Source.limit / 2)

    private static let many = [
        WorstInput("keys", of: "kN:\n"),
        WorstInput("keys near to ours", of: "clusteN:\n"),
        WorstInput("keys in one line", "{", of: "N,", "}"),
        WorstInput("the first key again at the end", "a:\n", of: "kN:\n", "a:\n"),
        WorstInput("items", of: "-\n"),
        WorstInput("items in one line", "[", of: "a,", "]"),
        WorstInput("pairs", "[", of: "a: ,", "]"),
        WorstInput("empty mappings", "[", of: "{},", "]"),
        WorstInput("documents", of: "---\n"),
        WorstInput("ends of documents", of: "...\n"),
        WorstInput("versions of YAML", of: "%YAML 1.1\n"),
        WorstInput("directives", of: "%X\n"),
        WorstInput("directives for tags", of: "%TAG !N! x\n"),
        WorstInput("tags", of: "- !!str x\n"),
        WorstInput("a tag with escapes", "!<", of: "%41", "> x"),
        WorstInput("comments", of: "#\n"),
    ]

    private static let long = [
        WorstInput("a string", of: "a"),
        WorstInput("a string in quotes", "\"", of: "a", "\""),
        WorstInput("escapes", "\"", of: "\\x41", "\""),
        WorstInput("escapes of JSON", "{\"a\":\"", of: "\\ud83d\\ude00", "\"}"),
        WorstInput("backslashes of JSON", "{\"a\":\"", of: "\\\\", "\"}"),
        WorstInput("lines of a string", "a: b\n", of: "  a\n"),
        WorstInput("empty lines in quotes", "\"", of: "\n", "\""),
        WorstInput("lines of a block", "a: |\n", of: "  a\n"),
        WorstInput("empty lines of a block", "a: |\n  x\n", of: "\n"),
        WorstInput("indentation", "a: |\n", of: " ", "x"),
        WorstInput("a key", of: "a", ": b"),
        WorstInput("colons", of: ":"),
        WorstInput("colons and spaces", of: ": "),
        WorstInput("quotes", of: "'"),
        WorstInput("a comment", "#", of: "a"),
        WorstInput("spaces", of: " "),
        WorstInput("ends of lines", of: "\n"),
        WorstInput("carriage returns", of: "\r"),
        WorstInput("ends of lines that only YAML knows", of: "a\u{2028}"),
        WorstInput("emoji", of: "\u{1F600}"),
        WorstInput("accents of one letter", "a", of: "\u{301}"),
        WorstInput("byte order marks", of: "\u{FEFF}"),
        WorstInput("an error far away", "#\n", of: "a", "\n\u{1}"),
    ]

    private static let members = [
        WorstInput("members", "cluster: ", of: "nN=http://10.0.0.1:1N,"),
        WorstInput("the same member", "cluster: ", of: "a1=http://10.0.0.1:2380,"),
        WorstInput("a mapping of members", "cluster:\n", of: " nN: http://10.0.0.1:1N\n"),
        WorstInput("commas", "cluster: a1=http://10.0.0.1:2380", of: ","),
        WorstInput("a member's name", "cluster: ", of: "a", "=http://10.0.0.1:2380"),
        WorstInput("a member's address", "cluster: a1=http://", of: "1.", ":2380"),
        WorstInput("a member's IPv6 address", "cluster: 'a1=http://[", of: "0:", "]:2380'"),
        WorstInput("a member's accents", "cluster: 'a1=http://10.0.0.1:2380", of: "\u{301}", "'"),
        WorstInput(
            "white space after a member",
            "cluster: 'a1=http://10.0.0.1:2380,",
            of: " ",
            "'"
        ),
        WorstInput("a token", "cluster: a1=http://10.0.0.1:2380\netcd: {token: ", of: "t", "}"),
        WorstInput(
            "a key of etcd",
            "cluster: a1=http://10.0.0.1:2380\nflannel: {prefix: ",
            of: "/a",
            "}"
        ),
    ]

    private static let units = [
        WorstInput("a unit's continued lines", "[Service]\nExecStart=a ", of: "\\\n"),
        WorstInput("a unit's lines with accents", "[Service]\n", of: "ExecStart=a\u{301}\n"),
        WorstInput("a unit's links", "[Install]\nWantedBy=", of: "N "),
        WorstInput("a unit's empty lists", "[Install]\n", of: "WantedBy=N\nWantedBy=\n"),
    ]

    static let all = depth + aliases + many + long + members + units
}
