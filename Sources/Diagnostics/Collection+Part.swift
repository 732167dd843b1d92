extension Collection where Element: Equatable {
    /// Whether this collection contains the elements of `part` in a row.
    ///
    /// The standard library's `contains(_:)` for this is part of its regular expressions, which
    /// nothing else here needs.
    package func hasPart(_ part: some Collection<Element>) -> Bool {
        part.isEmpty || indices.contains { self[$0...].starts(with: part) }
    }
}
