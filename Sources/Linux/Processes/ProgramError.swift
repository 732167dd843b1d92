import Glibc

/// Why another program could not do what it was run for.
package enum ProgramError: Error, Hashable {
    /// `PATH` has no such program.
    case notFound(String)
    /// The system cannot run it.
    case cannotStart(String, errno: Int32)
    /// It was killed when its time was up.
    case tookTooLong(String, limit: Duration)
}

extension ProgramError: CustomStringConvertible {
    /// One line: the program, and what is wrong with it.
    package var description: String {
        switch self {
        case .notFound(let name):
            "\(name): not found in PATH"
        case .cannotStart(let name, let errno):
            "\(name): cannot run: \(unsafe String(cString: strerror(errno)))"
        case .tookTooLong(let name, let limit):
            "\(name): killed, because it took longer than \(limit.inSeconds)"
        }
    }
}
