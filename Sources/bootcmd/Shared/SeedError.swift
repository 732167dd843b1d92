import Basics
import Linux
import LinuxConfigure
import Status

/// An input of the seed directory, or of the command line in its place, that is missing or cannot
/// be used. Each case knows the file.
enum SeedError: Error {
    case missing(String)
    /// The file cannot be read, or cannot be trusted.
    case disk(DiskError, isDescription: Bool)
    /// What it says cannot be used.
    case unusable(InputError, isDescription: Bool)

    var status: ExitStatus {
        switch self {
        case .missing: .noInput
        case .disk(.distrusted, let isDescription), .unusable(_, let isDescription):
            isDescription ? .badCluster : .badInput
        case .disk(let error, _): error.status
        }
    }
}

extension SeedError: CustomStringConvertible {
    var description: String {
        switch self {
        case .missing(let sentence): sentence
        case .disk(let error, _): "\(error)"
        case .unusable(let error, _): "\(error)"
        }
    }
}
