import BootPlan

extension NodePath {
    /// The path as it is named from its root's descriptor.
    var belowRoot: String { self == .top ? "." : String(text.dropFirst()) }
}
