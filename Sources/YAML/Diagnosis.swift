import Basics

/// What to tell the operator when libyaml stops, in the words of those who write such files, and
/// where to point.
struct Diagnosis {
    /// What is wrong, and the cure.
    let sentence: String
    let mark: Mark

    /// `stopped` is where libyaml gave up, `begun` where what it was reading then begins.
    init(_ failure: EventFailure, stopped: Mark, begun: Mark, in lines: Lines) {
        let line = lines[stopped.line].unicodeScalars
        let before = line.prefix(stopped.column - 1)
        let found = line.dropFirst(stopped.column - 1).first
        let isInLine = before.contains { $0 != " " }
        let context = failure.context
        let since = "on line \(begun.line)"

        // What mistakes in files make libyaml 0.2.5 say, as it stands in reader.c, scanner.c and
        // parser.c. The rest is rare, and stays in its words.
        switch failure.problem {
        case "control characters are not allowed":
            (sentence, mark) = (
                "control character \(quoted(String(found ?? "\0"))); remove it", stopped
            )
        case "could not find expected ':'":
            (sentence, mark) = ("no ': ' after a key; write a colon and a space", begun)
        case "found a tab character that violates indentation",
            "found a tab character where an indentation space is expected":
            (sentence, mark) = (Self.tab, stopped)
        case "found character that cannot start any token":
            (sentence, mark) = (
                found == "\t" ? Self.tab : Self.cannotBegin(found ?? "\0"), stopped
            )
        case "did not find expected alphabetic or numeric character":
            (sentence, mark) = (
                Self.cannotBegin(context == "while scanning an alias" ? "*" : "&"), begun
            )
        case "found unexpected end of stream", "found unexpected document indicator":
            (sentence, mark) = (Self.unclosedQuote, begun)
        case "found unknown escape character":
            if let escaped = line.dropFirst(stopped.column).first {
                (sentence, mark) = (
                    #"'\\#(visible(escaped))' is not an escape; \#(Self.ordinary)"#, stopped
                )
            } else {
                (sentence, mark) = (Self.unclosedQuote, begun)
            }
        case "did not find expected hexdecimal number":
            (sentence, mark) = (
                #"'\x', '\u' and '\U' take 2, 4 and 8 hexadecimal digits; \#(Self.ordinary)"#,
                stopped.back(2)
            )
        case "found invalid Unicode character escape code":
            (sentence, mark) = (
                #"half of a surrogate pair; write the whole character as '\U' and 8 digits"#,
                stopped.back(2)
            )
        case "did not find expected comment or line break" where context.hasSuffix("block scalar"):
            (sentence, mark) = ("text after '|' or '>' must begin on the next line", stopped)
        case "found undefined tag handle":
            (sentence, mark) = (Self.cannotBegin("!"), stopped)
        case _ where ["while scanning a tag", "while parsing a tag"].contains(context):
            (sentence, mark) = (Self.cannotBegin("!"), begun)
        case "found incompatible YAML document",
            _ where context == "while scanning a directive":
            (sentence, mark) = (
                "a line that begins with '%' must be '%YAML 1.1' or '%YAML 1.2'",
                stopped.back(stopped.column - 1)
            )
        case "block sequence entries are not allowed in this context":
            (sentence, mark) = (
                "a list item must begin on a line of its own; quote a string that begins with '- '",
                stopped
            )
        case "mapping values are not allowed in this context":
            let isSecond = String(before).hasPart(": ")
            (sentence, mark) = (
                isSecond
                    ? "a second ': ' in one line; quote a value that contains ': '"
                    : "a key where the string on the previous line continues; is one of the two "
                        + "lines indented wrongly, or without its ': '?",
                stopped
            )
        case "did not find expected key":
            (sentence, mark) = (
                isInLine
                    ? Self.afterValue
                    : "not part of the mapping that begins \(since); is it indented like the keys "
                        + "there?",
                stopped
            )
        case "did not find expected '-' indicator":
            (sentence, mark) = (
                isInLine
                    ? Self.afterValue
                    : "not part of the list that begins \(since); is it indented like the items "
                        + "there?",
                stopped
            )
        case "did not find expected ',' or ']'":
            sentence = "',' or ']' is missing after the '[' \(since)"
            mark = found == nil ? begun : stopped
        case "did not find expected ',' or '}'":
            sentence = "',' or '}' is missing after the '{' \(since)"
            mark = found == nil ? begun : stopped
        case "did not find expected node content":
            (sentence, mark) = (
                found.map { "\(quoted(String($0))) where a value belongs" }
                    ?? "the text ends where a value belongs",
                stopped
            )
        case "did not find expected <document start>":
            (sentence, mark) = (
                "text after the end of the document; is an earlier line indented wrongly, or is "
                    + "there a bracket too many?",
                stopped
            )
        default:
            (sentence, mark) = (
                context.isEmpty ? failure.problem : "\(failure.problem) \(context)", stopped
            )
        }
    }
}

extension Diagnosis {
    private static let tab = "a tab in the indentation; replace it with spaces"
    private static let unclosedQuote = "the quote that opens here is not closed"
    private static let afterValue = "text after the end of a value; quote the whole value"
    private static let ordinary = #"in single quotes, '\' is an ordinary character"#

    private static func cannotBegin(_ scalar: Unicode.Scalar) -> String {
        "an unquoted string cannot begin with \(quoted(String(scalar))); quote it"
    }
}

extension Mark {
    fileprivate func back(_ columns: Int) -> Mark {
        Mark(line: line, column: column - columns)
    }
}
