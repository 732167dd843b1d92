extension Collection where Element: Equatable {
    /// Whether this collection contains the elements of `part` in a row.
    ///
    /// The standard library's `contains(_:)` for this is part of its regular expressions, which
    /// nothing else here needs.
    package func hasPart(_ part: some Collection<Element>) -> Bool {
        part.isEmpty || indices.contains { self[$0...].starts(with: part) }
    }
}

extension [UInt8] {
    /// The same of bytes, for other modules: for them the one of any collection is not specialised,
    /// and takes a microsecond a byte.
    package func hasPart(_ part: [UInt8]) -> Bool {
        part.isEmpty || indices.contains { self[$0...].starts(with: part) }
    }
}

extension StringProtocol {
    /// Whether this text contains the bytes of `part`. Characters would cost ten times as much.
    package func hasPart(_ part: String) -> Bool { Array(utf8).hasPart(Array(part.utf8)) }
}
