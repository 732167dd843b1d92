/// A line of a source as a console of 80 columns can show it, and the caret to print under it.
///
/// Invisible characters are made visible; of a long line the part around the caret is shown.
struct Excerpt {
    let line: String
    let caret: String

    /// The most characters shown of a line.
    private static let width = 72

    init(of text: String, at column: Int) {
        // The window is cut before the rest is made visible: a line may be as long as a source.
        let scalars = text.unicodeScalars
        let skipped = max(0, min(column - Self.width / 2, scalars.count - Self.width))
        let window = scalars.dropFirst(skipped).prefix(Self.width)
        let before = window.prefix(max(0, column - 1 - skipped)).map(visible).joined()
        let after = window.dropFirst(max(0, column - 1 - skipped)).map(visible).joined()

        let left = skipped > 0 ? "..." : ""
        let right = scalars.count > skipped + Self.width ? "..." : ""
        line = left + before + after + right
        caret = String(repeating: " ", count: left.count + before.unicodeScalars.count) + "^"
    }
}
