/// The candidate most likely meant by `text`.
///
/// A candidate is near if, ignoring case, at most a third of the characters differ, or if one
/// string contains the other and is at most twice as long: `hostname` for `local-hostname`. Nil if
/// none is near, and if two are equally near: either answer would be a guess.
package func nearest(to text: String, among candidates: some Sequence<String>) -> String? {
    guard let word = Word(text) else { return nil }
    var best: (candidate: String, distance: Int)?
    var isTie = false
    for candidate in candidates {
        guard let other = Word(candidate), let distance = word.distance(to: other) else { continue }
        if let best, distance > best.distance { continue }
        isTie = distance == best?.distance
        best = (candidate, distance)
    }
    return isTie ? nil : best?.candidate
}

/// A string to compare, if it is short enough to be a name that somebody typed.
private struct Word {
    let scalars: [Unicode.Scalar]

    init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        scalars = Array(text.lowercased().unicodeScalars)
    }

    /// How many characters differ; nil if they are too many for a typing mistake.
    func distance(to other: Word) -> Int? {
        let (short, long) =
            scalars.count < other.scalars.count
            ? (scalars, other.scalars) : (other.scalars, scalars)
        let distance = Self.changes(from: short, to: long)
        if distance <= long.count / 3 { return distance }
        let isMostOfIt = short.count * 2 >= long.count
        return isMostOfIt && long.hasPart(short) ? distance : nil
    }

    /// Levenshtein's distance, a row at a time.
    private static func changes(from: [Unicode.Scalar], to: [Unicode.Scalar]) -> Int {
        var row = Array(0...to.count)
        for (line, scalar) in from.enumerated() {
            var diagonal = row[0]
            row[0] = line + 1
            for column in to.indices {
                let replaced = diagonal + (to[column] == scalar ? 0 : 1)
                diagonal = row[column + 1]
                row[column + 1] = min(replaced, row[column] + 1, diagonal + 1)
            }
        }
        return row[to.count]
    }
}
