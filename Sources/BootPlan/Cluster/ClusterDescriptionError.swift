import Diagnostics
public import YAML

/// Why a text is not the description of a cluster.
public enum ClusterDescriptionError: Error, Equatable, CustomStringConvertible {
    /// Not YAML.
    case yaml(YAMLError)
    /// No `cluster` key.
    case noCluster
    /// The members are not described rightly.
    case cluster(InitialClusterError)
    /// A key that is none of ours.
    case unknownKey(String, section: String?, [String])
    /// A mapping where a text belongs, or the other way round.
    case wrongKind(key: String?, wanted: String, found: String)
    /// A key without a value.
    case empty(key: String)
    /// A control character in a value.
    case control(key: String, String)
    /// A value of more than `ClusterDescription.maximumTextLength` bytes.
    case tooLong(key: String, bytes: Int)
    /// A value that is none of the few words allowed.
    case noChoice(key: String, String, among: [String])
    /// A network that flannel cannot use.
    case network(String, FlannelNetworkError)
    /// A network that a member's own address lies in.
    case overlap(FlannelNetwork, member: HostName, host: String)
    /// Not an absolute key of etcd.
    case etcdKey(String)
    /// Not a group's name.
    case group(String)

    /// What is wrong, quoting the input.
    public var description: String {
        switch self {
        case .yaml(let error):
            return "\(error)"
        case .noCluster:
            return "no 'cluster' key: it names the members, name=http://ADDRESS:2380"
        case .cluster(let error):
            return "cluster: \(error)"
        case .unknownKey(let key, let section, let known):
            let place = section.map { " in '\($0)'" } ?? ""
            let guess = nearest(to: key, among: known).map { "did you mean '\($0)'" }
            return "unknown key \(quoted(key))\(place); "
                + (guess.map { $0 + "?" } ?? "known are \(known.joined(separator: ", "))")
        case .wrongKind(let key, let wanted, let found):
            return "\(key.map { "\(visible($0)): " } ?? "")\(found) where \(wanted) belongs"
        case .empty(let key):
            return "\(visible(key)): no value"
        case .control(let key, let text):
            return "\(key): control character in \(quoted(text))"
        case .tooLong(let key, let bytes):
            return "\(key): has \(bytes) bytes, and at most "
                + "\(ClusterDescription.maximumTextLength) are taken"
        case .noChoice(let key, let text, let choices):
            let guess = nearest(to: text, among: choices).map { "; did you mean '\($0)'?" } ?? ""
            return "\(key): \(quoted(text)) is none of \(choices.joined(separator: ", "))\(guess)"
        case .network(let text, let error):
            return "network: \(quoted(text)) \(error)"
        case .overlap(let network, let member, let host):
            return "network: \(network) holds the address of member '\(member)', \(host); "
                + "the overlay must lie apart from the machines"
        case .etcdKey(let text):
            return "prefix: \(quoted(text)) is not of the form /admin/flannel"
        case .group(let text):
            return "group: \(quoted(text)) is not a group name: up to 32 of a-z, 0-9, _ and -, "
                + "a letter or _ first"
        }
    }
}
