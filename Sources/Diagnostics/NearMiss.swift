/// The one of `candidates` that a person most likely meant by `text`.
///
/// Near is, whatever the case of the letters, a third of the characters changed, or the greater
/// part of one being the whole other, as in `hostname` for `local-hostname`. Nil when none is near,
/// and when two are equally near, which would be a guess.
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

/// A text to compare, if it is short enough for a name that a person types.
private struct Word {
    let scalars: [Unicode.Scalar]

    init?(_ text: String) {
        guard text.utf8.count <= 64 else { return nil }
        scalars = Array(text.lowercased().unicodeScalars)
    }

    /// How many characters to change, or nil if it is more than a mistake.
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
