/// A problem at a place of a source.
///
/// Its description is `name:line:column: problem`, the line, and a caret under the column.
package struct Located<Problem: Error & CustomStringConvertible>: Error, CustomStringConvertible {
    /// The source with the problem, from which the line is quoted.
    package let source: Source
    /// Where the problem is.
    package let mark: Mark
    /// What the problem is.
    package let problem: Problem

    /// Places a problem; the line and the caret are made only when the description is asked for.
    package init(_ problem: Problem, at mark: Mark, in source: Source) {
        self.source = source
        self.mark = mark
        self.problem = problem
    }

    /// Three lines for the operator; only the first if the source has no such line, or an empty
    /// one.
    package var description: String {
        let headline = "\(visible(source.name)):\(mark.line):\(mark.column): \(problem)"
        let line = Lines(source.text)[mark.line]
        guard !line.isEmpty else { return headline }
        let excerpt = Excerpt(of: line, at: mark.column)
        return "\(headline)\n\(excerpt.line)\n\(excerpt.caret)"
    }
}

extension Located: Equatable where Problem: Equatable {}
