/// Why an input cannot be used: a sentence that quotes it and, once the whole input is known, where
/// that is.
///
/// Whoever reads a part knows the end of the sentence; whoever reads the whole puts words before
/// it, and the place.
package struct InputError: Error, Equatable, CustomStringConvertible {
    /// What of a document it is about.
    package struct Subject: Equatable, Sendable {
        /// The keys on the way to a value.
        package let keys: [String]
        /// The key of that value, if it is a mapping, whose name it is about.
        package let entry: String?

        /// The value below these keys, or an entry of it.
        package init(_ keys: String..., entry: String? = nil) {
            (self.keys, self.entry) = (keys, entry)
        }
    }

    /// Where something is in an input.
    package struct Place: Equatable, Sendable {
        /// The input, from which the line is quoted.
        package let source: Source
        /// The line and the column.
        package let mark: Mark
    }

    /// What is wrong, quoting the input.
    package let sentence: String
    /// What it is about, as far as only the document tells where that is: the first that is there.
    package let subjects: [Subject]
    /// Where it is, if that is known.
    package let place: Place?

    /// What is wrong with a part of an input.
    package init(_ sentence: String, about subjects: Subject...) {
        (self.sentence, self.subjects, place) = (sentence, subjects, nil)
    }

    /// What is wrong at a place of a source; the line and the caret are made only when the
    /// description is asked for.
    package init(_ sentence: String, at mark: Mark, in source: Source) {
        (self.sentence, subjects, place) = (sentence, [], Place(source: source, mark: mark))
    }

    private init(_ sentence: String, _ subjects: [Subject], _ place: Place?) {
        (self.sentence, self.subjects, self.place) = (sentence, subjects, place)
    }

    /// The same with another sentence, made of this one.
    package func map(_ change: (String) -> String) -> InputError {
        InputError(change(sentence), subjects, place)
    }

    /// The same at a place, unless it has one.
    package func at(_ mark: Mark, in source: Source) -> InputError {
        InputError(sentence, [], place ?? Place(source: source, mark: mark))
    }

    /// The sentence; with a place, `name:line:column: ` before it, and after it the line, unless
    /// that is empty, and a caret under the column.
    package var description: String {
        guard let place else { return sentence }
        let (source, mark) = (place.source, place.mark)
        let headline = "\(visible(source.name)):\(mark.line):\(mark.column): \(sentence)"
        let line = Lines(source.text)[mark.line]
        guard !line.isEmpty else { return headline }
        let excerpt = Excerpt(of: line, at: mark.column)
        return "\(headline)\n\(excerpt.line)\n\(excerpt.caret)"
    }
}
