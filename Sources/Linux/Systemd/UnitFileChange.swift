/// What PID 1 did to one file when it enabled a unit.
package struct UnitFileChange: Hashable, Sendable {
    /// `symlink` for a link made, `unlink` for one removed.
    package let kind: String
    /// The link.
    package let path: String
    /// What the link points to; empty for a link removed.
    package let source: String

    /// A change as it stands in PID 1's answer.
    package init(kind: String, path: String, source: String) {
        self.kind = kind
        self.path = path
        self.source = source
    }
}
