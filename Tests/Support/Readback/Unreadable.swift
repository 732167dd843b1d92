/// Why a reader does not take a string, or would not take it as it stands.
public struct Unreadable: Error, Equatable, CustomStringConvertible {
    /// The reason.
    public let description: String

    init(_ description: String) {
        self.description = description
    }
}
