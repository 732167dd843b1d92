import Basics

/// Why a source is not the one document that was expected.
package enum YAMLError: Error, Equatable, CustomStringConvertible {
    /// It is not YAML.
    case syntax(SyntaxError)
    /// No value at all, or comments only.
    case empty
    /// More than one document.
    case secondDocument
    /// A key that its mapping has already.
    case duplicateKey(String, firstLine: Int)
    /// A list or a mapping as a key.
    case keyIsNotText
    /// An alias without an anchor before it.
    case unknownAlias(String)
    /// An alias inside the value that it stands for.
    case recursiveAlias(String)
    /// A tag that makes a scalar something other than a string.
    case tag(String)
    /// `%TAG`, which abbreviates tags.
    case tagDirective
    /// More than `maximumDepth` levels.
    case tooDeep
    /// More than `maximumValues` values.
    case tooManyValues

    /// The most levels of a tree. No file that this program reads has more than ten.
    static let maximumDepth = 64
    /// The most values of a tree. It bounds the memory: a MiB can hold half a million mappings.
    static let maximumValues = 50_000

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .syntax(let error):
            error.description
        case .empty:
            "nothing but white space and comments"
        case .secondDocument:
            "a second document begins here; only one is allowed"
        case .duplicateKey(let key, let line):
            "duplicate key \(quoted(key)), first given on line \(line)"
        case .keyIsNotText:
            "a list or a mapping cannot be a key; a key must be a string"
        case .unknownAlias(let name):
            "no anchor \(quoted("&" + name)) before this alias"
        case .recursiveAlias(let name):
            "the alias \(quoted("*" + name)) is inside the value that it stands for"
        case .tag(let tag):
            "unknown tag \(quoted(Self.short(tag))); every value is read as a string"
        case .tagDirective:
            "%TAG directives are not supported"
        case .tooDeep:
            "nested more than \(Self.maximumDepth) levels deep"
        case .tooManyValues:
            "more than \(Self.maximumValues) values"
        }
    }

    /// What `!!` stands for in a tag (YAML 1.1, 6.8.2).
    static let standardTag = "tag:yaml.org,2002:"

    private static func short(_ tag: String) -> String {
        tag.hasPrefix(standardTag) ? "!!" + tag.dropFirst(standardTag.count) : tag
    }
}
