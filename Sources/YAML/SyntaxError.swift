import Diagnostics

/// What makes a text no YAML, in the words of the people who write such files.
public enum SyntaxError: Error, Equatable, CustomStringConvertible {
    /// A tab where the indentation of a line is spaces (YAML 1.1, 5.5).
    case tab
    /// A character that YAML does not allow anywhere (YAML 1.1, 5.1).
    case control(Unicode.Scalar)
    /// A line among `key: value` lines that has no colon and space.
    case noColon
    /// A second `: ` in the line of an unquoted value.
    case secondColon
    /// A `key: value` line that YAML takes for a part of the text before it.
    case keyInText
    /// A line that belongs to none of the open mappings; the innermost began on line `since`.
    case outsideMapping(since: Int)
    /// A line that belongs to none of the open lists; the innermost began on line `since`.
    case outsideList(since: Int)
    /// Text behind a quoted or a bracketed value.
    case behindValue
    /// A `[` or `{` without its partner, or items without a comma.
    case unclosedBracket(Unicode.Scalar, since: Int)
    /// A quoted text without an end.
    case unclosedQuote
    /// A character that an unquoted text cannot begin with.
    case cannotBegin(Unicode.Scalar)
    /// A bracket or a comma without a value before it, or the end of the text.
    case noValue(before: Unicode.Scalar?)
    /// A list item that does not begin a line.
    case itemInLine
    /// A backslash in double quotes, and the character behind it that makes no escape of it.
    case unknownEscape(Unicode.Scalar)
    /// `\x`, `\u` or `\U` without its digits.
    case noDigits
    /// An escape for a surrogate, outside JSON or alone.
    case halfCharacter
    /// A text behind `|` or `>`, in the same line.
    case textBehindBlock
    /// A line that begins with `%` and is no directive.
    case unknownDirective
    /// Anything behind the end of the document.
    case behindDocument
    /// What hardly ever happens, in libyaml's words.
    case other(String, context: String)

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .tab: "a tab in the indentation, where YAML takes only spaces; replace it with spaces"
        case .control(let scalar): "the control character \(quoted(String(scalar))); remove it"
        case .noColon: "no ': ' behind a key; a colon and a space belong there"
        case .secondColon: "a second ': ' in one line; a text with ': ' in it has to be quoted"
        case .keyInText:
            "a key where the text of the line before goes on;"
                + " is one of the two indented wrongly, or without its ': '?"
        case .outsideMapping(let line):
            "no part of the mapping that begins on line \(line);"
                + " is it indented like the keys there?"
        case .outsideList(let line):
            "no part of the list that begins on line \(line); is it indented like the items there?"
        case .behindValue: "more text behind the end of a value; quote the value as a whole"
        case .unclosedBracket(let bracket, let line):
            "',' or '\(bracket == "[" ? "]" : "}")' is missing"
                + " behind the '\(bracket)' of line \(line)"
        case .unclosedQuote: "the quote that opens here is not closed"
        case .cannotBegin(let scalar):
            "an unquoted text cannot begin with \(quoted(String(scalar))); quote it"
        case .noValue(nil): "the end of the text, where a value belongs"
        case .noValue(let scalar?): "\(quoted(String(scalar))) where a value belongs"
        case .itemInLine:
            "a list item has to begin a line of its own; quote a text that begins with '- '"
        case .unknownEscape(let scalar):
            #"'\\#(visible(scalar))' is no escape; in single quotes a '\' is nothing special"#
        case .noDigits:
            #"'\x', '\u' and '\U' take 2, 4 and 8 hexadecimal digits;"#
                + #" in single quotes a '\' is nothing special"#
        case .halfCharacter:
            #"a surrogate, half of a character; write the whole with '\U' and 8 digits"#
        case .textBehindBlock: "text behind '|' or '>' has to begin on the next line"
        case .unknownDirective: "a line that begins with '%' has to be '%YAML 1.1' or '%YAML 1.2'"
        case .behindDocument:
            "text behind the end of the document;"
                + " is a line before it indented wrongly, or a bracket too many?"
        case .other(let problem, ""): problem
        case .other(let problem, let context): "\(problem) \(context)"
        }
    }
}
