import Basics

/// Why a source is not YAML, in the words of those who write such files.
package enum SyntaxError: Error, Equatable, CustomStringConvertible {
    /// A tab where the indentation of a line is spaces (YAML 1.1, 5.5).
    case tab
    /// A character that YAML does not allow anywhere (YAML 1.1, 5.1).
    case control(Unicode.Scalar)
    /// A line among `key: value` lines that has no colon and space.
    case noColon
    /// A second `: ` in the line of an unquoted value.
    case secondColon
    /// A `key: value` line that YAML takes for part of the string before it.
    case keyInText
    /// A line that belongs to none of the open mappings; the innermost began on line `since`.
    case outsideMapping(since: Int)
    /// A line that belongs to none of the open lists; the innermost began on line `since`.
    case outsideList(since: Int)
    /// Text after a quoted or a bracketed value.
    case afterValue
    /// A `[` or `{` without its partner, or items without a comma.
    case unclosedBracket(Unicode.Scalar, since: Int)
    /// A quoted string without an end.
    case unclosedQuote
    /// A character that an unquoted string cannot begin with.
    case cannotBegin(Unicode.Scalar)
    /// A bracket or a comma without a value before it, or the end of the text.
    case noValue(before: Unicode.Scalar?)
    /// A list item that does not begin a line.
    case itemInLine
    /// A backslash in double quotes, before a character that does not make it an escape.
    case unknownEscape(Unicode.Scalar)
    /// `\x`, `\u` or `\U` without its digits.
    case noDigits
    /// An escape for a surrogate, outside JSON or without its other half.
    case halfCharacter
    /// Text after `|` or `>`, in the same line.
    case textAfterBlock
    /// A line that begins with `%` and is not a directive.
    case unknownDirective
    /// Anything after the end of the document.
    case afterDocument
    /// Anything else, which hardly ever happens, in libyaml's words.
    case other(String, context: String)

    /// What is wrong, and the cure.
    package var description: String {
        switch self {
        case .tab: "a tab in the indentation; replace it with spaces"
        case .control(let scalar): "control character \(quoted(String(scalar))); remove it"
        case .noColon: "no ': ' after a key; write a colon and a space"
        case .secondColon: "a second ': ' in one line; quote a value that contains ': '"
        case .keyInText:
            "a key where the string on the previous line continues;"
                + " is one of the two lines indented wrongly, or without its ': '?"
        case .outsideMapping(let line):
            "not part of the mapping that begins on line \(line);"
                + " is it indented like the keys there?"
        case .outsideList(let line):
            "not part of the list that begins on line \(line); is it indented like the items there?"
        case .afterValue: "text after the end of a value; quote the whole value"
        case .unclosedBracket(let bracket, let line):
            "',' or '\(bracket == "[" ? "]" : "}")' is missing"
                + " after the '\(bracket)' on line \(line)"
        case .unclosedQuote: "the quote that opens here is not closed"
        case .cannotBegin(let scalar):
            "an unquoted string cannot begin with \(quoted(String(scalar))); quote it"
        case .noValue(nil): "the text ends where a value belongs"
        case .noValue(let scalar?): "\(quoted(String(scalar))) where a value belongs"
        case .itemInLine:
            "a list item must begin on a line of its own; quote a string that begins with '- '"
        case .unknownEscape(let scalar):
            #"'\\#(visible(scalar))' is not an escape; in single quotes, "#
                + #"'\' is an ordinary character"#
        case .noDigits:
            #"'\x', '\u' and '\U' take 2, 4 and 8 hexadecimal digits;"#
                + #" in single quotes, '\' is an ordinary character"#
        case .halfCharacter:
            #"half of a surrogate pair; write the whole character as '\U' and 8 digits"#
        case .textAfterBlock: "text after '|' or '>' must begin on the next line"
        case .unknownDirective: "a line that begins with '%' must be '%YAML 1.1' or '%YAML 1.2'"
        case .afterDocument:
            "text after the end of the document;"
                + " is an earlier line indented wrongly, or is there a bracket too many?"
        case .other(let problem, ""): problem
        case .other(let problem, let context): "\(problem) \(context)"
        }
    }
}
