import Basics

/// A parsed YAML or JSON document: a tree in which every value knows its line and column.
package struct Document: Sendable {
    /// The outermost value.
    package let root: Value

    /// Parses the one document of a source, as YAML 1.1 and, if it begins with `{` or `[`, as JSON.
    ///
    /// Throws, at its place, for what is not YAML, for a key given twice, for a second
    /// document, for none, and for more than any real file holds: 64 levels, or 50 000 values.
    package init(parsing source: Source) throws(InputError) {
        var composer = try Composer(source)
        root = try composer.document()
    }
}
