/// What PID 1 did to one file when it enabled a unit.
public struct UnitFileChange: Hashable, Sendable {
    /// `symlink` for a link made, `unlink` for one removed.
    public let kind: String
    /// The link.
    public let path: String
    /// What the link points to; empty for a link removed.
    public let source: String

    /// A change as it stands in PID 1's answer.
    public init(kind: String, path: String, source: String) {
        self.kind = kind
        self.path = path
        self.source = source
    }
}
