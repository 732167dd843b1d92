/// A place in a source.
public struct Mark: Sendable, Equatable, Comparable {
    /// The line, from 1. A line ends with LF, CR LF or CR.
    public let line: Int
    /// The column, from 1, counted in Unicode scalars.
    public let column: Int

    /// The first character of a source.
    public static let start = Mark(line: 1, column: 1)

    /// The place at `line` and `column`, both from 1.
    public init(line: Int, column: Int) {
        self.line = line
        self.column = column
    }

    /// Whether `lhs` comes before `rhs` in one source.
    public static func < (lhs: Mark, rhs: Mark) -> Bool {
        (lhs.line, lhs.column) < (rhs.line, rhs.column)
    }
}
