import Basics
import YAML

/// Why a file does not say which instance a node is, and its name.
package enum MetaDataError: Error, Equatable, CustomStringConvertible {
    /// It is not one YAML or JSON document.
    case yaml(YAMLError)
    /// The file, or the value of a key in it, is not a mapping. `kind` says what it is instead.
    case noMapping(key: String?, kind: String)
    /// A key is missing. `nearest` is a key that may have been meant.
    case missing(key: String, nearest: String?)
    /// A key is missing, and there is a merge key, whose mapping may have it.
    case merged(key: String)
    /// A key has no value, or null.
    case noValue(key: String)
    /// The value of a key is a list or a mapping.
    case notText(key: String, kind: String)
    /// An instance ID with control characters or others that nobody can see.
    case invisible(key: String, String)
    /// An instance ID of more than `MetaData.maximumInstanceIDLength` bytes.
    case tooLong(key: String, bytes: Int)
    /// A host name that is not legal.
    case hostName(key: String, HostNameError)
    /// A host name that cloud-init makes another of.
    case domain(key: String, String, Fault)

    /// Why a host name with dots is none.
    package enum Fault: String, Sendable {
        case emptyLabel = "has nothing between two dots"
        case address = "is an IP address, of which cloud-init makes a name of its own"
    }

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .yaml(let error):
            error.description
        case .noMapping(nil, let kind):
            "must be 'key: value' lines, not \(kind)"
        case .noMapping(let key?, let kind):
            "\(quoted(key)) must be a mapping, not \(kind)"
        case .missing(let key, nil):
            "no \(quoted(key))"
        case .missing(let key, let nearest?):
            "no \(quoted(key)); did you mean \(quoted(nearest)) to be it?"
        case .merged(let key):
            "no \(quoted(key)); merge keys ('<<') are not read"
        case .noValue(let key):
            "\(quoted(key)) has no value"
        case .notText(let key, let kind):
            "\(quoted(key)) must be a string, not \(kind)"
        case .invisible(let key, let text):
            "\(quoted(key)) has invisible characters: \(quoted(text))"
        case .tooLong(let key, let bytes):
            "\(quoted(key)) has \(bytes) bytes;"
                + " cloud-init can use at most \(MetaData.maximumInstanceIDLength)"
        case .hostName(let key, let error):
            "\(quoted(key)): \(error)"
        case .domain(let key, let text, let fault):
            "\(quoted(key)): \(quoted(text)) \(fault.rawValue)"
        }
    }
}
