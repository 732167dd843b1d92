/// Why a file is not a record that can be trusted.
package enum RecordError: Error, Equatable, CustomStringConvertible {
    /// Not JSON, or not of the record's shape.
    case damaged(String)
    /// Written by another version of the agent.
    case otherVersion(Int)

    /// What is wrong.
    package var description: String {
        switch self {
        case .damaged(let what):
            "not a record of bootcmd: \(what); \(Self.cure)"
        case .otherVersion(let version):
            "a record of version \(version), but this bootcmd knows version \(Record.version); "
                + Self.cure
        }
    }

    private static let cure = "'bootcmd --force' sets it aside and configures the node again"
}
