import Glibc

/// Why another program could not do what it was run for.
public enum ProgramError: Error, Hashable {
    /// There is no such program in `PATH`.
    case notFound(String)
    /// The system did not run it.
    case cannotStart(String, errno: Int32)
    /// It was killed when its time was over.
    case tookTooLong(String, limit: Duration)
}

extension ProgramError: CustomStringConvertible {
    /// One line: the program, and what is wrong with it.
    public var description: String {
        switch self {
        case .notFound(let name):
            "\(name): no such program in PATH"
        case .cannotStart(let name, let errno):
            "\(name): cannot be run: \(unsafe String(cString: strerror(errno)))"
        case .tookTooLong(let name, let limit):
            "\(name): not done after \(limit.inSeconds) and killed"
        }
    }
}
