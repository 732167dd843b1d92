/// A place in a source.
package struct Mark: Sendable, Equatable, Comparable {
    /// The line, from 1. A line ends with LF, CR LF or CR.
    package let line: Int
    /// The column, from 1, counted in Unicode scalars.
    package let column: Int

    /// The first character of a source.
    package static let start = Mark(line: 1, column: 1)

    /// The place at `line` and `column`, both from 1.
    package init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether `lhs` comes before `rhs` in one source.
    package static func < (lhs: Mark, rhs: Mark) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}
