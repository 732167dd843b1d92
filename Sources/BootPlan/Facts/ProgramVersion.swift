/// What a program says when it is asked for its version.
public enum ProgramVersion: Equatable, Sendable {
    /// There is no such program.
    case absent
    /// The program at this path said something in which no version can be found.
    case unknown(program: String, said: String)
    /// Its version.
    case known(Version)

    /// The version, if there is one.
    public var version: Version? {
        guard case .known(let version) = self else { return nil }
        return version
    }
}
