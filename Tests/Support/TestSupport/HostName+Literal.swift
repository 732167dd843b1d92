import Cluster
import Linux

extension HostName: ExpressibleByStringLiteral {
    /// A host name that a test writes down; one that is not legal ends the test's process.
    package init(stringLiteral text: String) {
        do {
            self = try HostName(text)
        } catch {
            preconditionFailure("\(error)")
        }
    }
}
