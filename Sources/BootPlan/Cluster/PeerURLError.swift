import Diagnostics

/// Why a text is not a member's peer URL.
public enum PeerURLError: Error, Equatable, CustomStringConvertible {
    /// Nothing like `http://` in front.
    case noScheme
    /// A scheme other than `http`.
    case scheme(String)
    /// `https`, which needs certificates that the description has no keys for.
    case https
    /// A path, query or fragment behind the port.
    case trailing(String)
    /// `user@` in front of the host.
    case user
    /// Nothing between the scheme and the port.
    case noHost
    /// `[` without `]`.
    case openBracket
    /// An IPv6 address outside brackets.
    case noBrackets
    /// A name where etcd wants an address.
    case hostName(String)
    /// An address that is none.
    case address(String, IPAddressError)
    /// An IPv4 address in brackets.
    case notV6(String)
    /// An address that no member can have.
    case unusable(String, IPAddress.Unusable)
    /// Something other than `:` behind the closing bracket.
    case noColon(String)
    /// No port.
    case noPort
    /// A port that is not a number from 1 to 65535.
    case port(String)
    /// The port on which every member listens to its clients.
    case clientPort

    /// The sentence's end, after the quoted URL.
    public var description: String {
        switch self {
        case .noScheme:
            "does not begin with http://"
        case .scheme(let scheme):
            "has the scheme \(quoted(scheme)), where etcd wants http"
        case .https:
            "asks for https, but the description holds no certificates; use http"
        case .trailing(let rest):
            "goes on with \(quoted(rest)), where etcd wants nothing behind the port"
        case .user:
            "has a user name in front of the host, which etcd does not take"
        case .noHost:
            "names no host"
        case .openBracket:
            "opens a bracket and does not close it"
        case .noBrackets:
            "has an IPv6 address without brackets; write http://[fd00::51]:2380"
        case .hostName(let name):
            "has the host name \(quoted(name)), where etcd listens on IP addresses alone"
        case .address(let address, let error):
            "is of no use: \(quoted(address)) \(error)"
        case .notV6(let address):
            "is of no use: \(quoted(address)) is not an IPv6 address"
        case .unusable(let address, let reason):
            "is of no use: \(quoted(address)) \(reason.rawValue)"
        case .noColon(let rest):
            "has \(quoted(rest)) behind the address, where ':' and the port belong"
        case .noPort:
            "names no port; etcd's own is 2380"
        case .clientPort:
            "has the port 2379, on which etcd listens to its clients; its own for peers is 2380"
        case .port(let port):
            "has the port \(quoted(port)), which is not a number from 1 to 65535"
        }
    }
}
