public import Diagnostics

/// A parsed YAML or JSON document: a tree in which every value knows its line and column.
public struct Document: Sendable {
    /// The outermost value.
    public let root: Value
    /// The text that it was parsed from.
    public let source: Source

    /// Parses the one document of a source, as YAML 1.1 and, if it begins with `{` or `[`, as JSON.
    ///
    /// Throws `YAMLError`, at its place, for what is not YAML, for a key given twice, for a second
    /// document, for none, and for more than any real file holds: 64 levels, or 50 000 values.
    public init(parsing source: Source) throws(Located<YAMLError>) {
        var composer = try Composer(source)
        root = try composer.document()
        self.source = source
    }
}
