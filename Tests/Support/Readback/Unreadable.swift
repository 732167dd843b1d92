/// Why a reader does not take a string, or would not take it as it stands.
package struct Unreadable: Error, Equatable, CustomStringConvertible {
    /// The reason.
    package let description: String

    init(_ description: String) {
        self.description = description
    }
}
