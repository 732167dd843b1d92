import Basics

extension NodePath {
    /// The path relative to its root's descriptor.
    package var belowRoot: String {
        self == .top ? "." : String(text[text.utf8.index(after: text.startIndex)...])
    }
}
