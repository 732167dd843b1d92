/// What a program answers to `--version`.
public enum ProgramVersion: Equatable, Sendable {
    /// The program is not installed.
    case absent
    /// The program at this path gave an answer without a version.
    case unknown(program: String, said: String)
    /// The program's version.
    case known(Version)

    /// The version, if it is known.
    public var version: Version? {
        guard case .known(let version) = self else { return nil }
        return version
    }
}
