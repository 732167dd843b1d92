import Diagnostics
public import YAML

/// Why a file does not say which instance a node is and what it is called.
public enum MetaDataError: Error, Equatable, CustomStringConvertible {
    /// It is not one YAML or JSON document.
    case yaml(YAMLError)
    /// The file, or the value of a key in it, has no keys. `kind` says what it is instead.
    case noMapping(key: String?, kind: String)
    /// A key is not there. `nearest` is a key that may have been meant to be it.
    case missing(key: String, nearest: String?)
    /// A key has no value, or null.
    case noValue(key: String)
    /// A key has a list or a mapping for a value.
    case notText(key: String, kind: String)
    /// An instance ID with control characters or others that nobody can see.
    case invisible(key: String, String)
    /// An instance ID of more than `MetaData.maximumInstanceIDLength` bytes.
    case tooLong(key: String, bytes: Int)
    /// A host name that is not legal.
    case hostName(key: String, HostNameError)

    /// The sentence for a person.
    public var description: String {
        switch self {
        case .yaml(let error):
            error.description
        case .noMapping(nil, let kind):
            "\(kind), where 'key: value' lines belong"
        case .noMapping(let key?, let kind):
            "\(quoted(key)) is \(kind), and has to be a mapping"
        case .missing(let key, nil):
            "no \(quoted(key))"
        case .missing(let key, let nearest?):
            "no \(quoted(key)); is \(quoted(nearest)) meant to be it?"
        case .noValue(let key):
            "\(quoted(key)) has no value"
        case .notText(let key, let kind):
            "\(quoted(key)) is \(kind), and has to be a text"
        case .invisible(let key, let text):
            "\(quoted(key)) is \(quoted(text)), with characters that cannot be seen"
        case .tooLong(let key, let bytes):
            "\(quoted(key)) has \(bytes) bytes,"
                + " and cloud-init can use at most \(MetaData.maximumInstanceIDLength)"
        case .hostName(let key, let error):
            "\(quoted(key)): \(error)"
        }
    }
}
