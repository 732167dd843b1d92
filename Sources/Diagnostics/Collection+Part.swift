extension Collection where Element: Equatable {
    /// Whether the elements of `part` stand side by side in this collection.
    ///
    /// The standard library's `contains(_:)` for this is part of its regular expressions, which
    /// would be a seventh of the program.
    package func hasPart(_ part: some Collection<Element>) -> Bool {
        part.isEmpty || indices.contains { self[$0...].starts(with: part) }
    }
}
