import LinuxConfigure
import Basics
import Cluster
import Linux
import Status

/// An input that is missing or cannot be used. Each case knows the file.
enum InputError: Error {
    case missing(String)
    /// The file cannot be read, or cannot be trusted.
    case disk(DiskError, isDescription: Bool)
    /// The file is not UTF-8, or too large.
    case notText(Located<SourceError>, isDescription: Bool)
    case metaData(Located<MetaDataError>)
    case cluster(Located<ClusterDescriptionError>)
    /// The members on the command line.
    case members(String)

    var status: ExitStatus {
        switch self {
        case .missing: .noInput
        case .disk(.distrusted, let isDescription), .notText(_, let isDescription):
            isDescription ? .badCluster : .badInput
        case .disk(let error, _): error.status
        case .metaData: .badInput
        case .cluster, .members: .badCluster
        }
    }
}

extension InputError: CustomStringConvertible {
    var description: String {
        switch self {
        case .missing(let sentence): sentence
        case .disk(let error, _): "\(error)"
        case .notText(let error, _): "\(error)"
        case .metaData(let error): "\(error)"
        case .cluster(let error): "\(error)"
        case .members(let sentence): "--cluster: \(sentence)"
        }
    }
}
