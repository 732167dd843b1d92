import Basics

/// What a program answers to `--version`.
package enum ProgramVersion: Equatable, Sendable {
    /// The program is not installed.
    case absent
    /// The program at this path gave an answer without a version.
    case unknown(program: String, said: String)
    /// The program's version.
    case known(Version)

    /// The version, if it is known.
    package var version: Version? {
        guard case .known(let version) = self else { return nil }
        return version
    }
}
