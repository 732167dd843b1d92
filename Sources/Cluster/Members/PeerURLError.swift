import Basics
import Units

/// Why a string is not a member's peer URL.
package enum PeerURLError: Error, Equatable, CustomStringConvertible {
    /// No `http://` or `https://` at the start.
    case noScheme
    /// A scheme other than those.
    case scheme(String)
    /// A path, query or fragment after the port.
    case trailing(String)
    /// `user@` before the host.
    case user
    /// Nothing between the scheme and the port.
    case noHost
    /// `[` without `]`.
    case openBracket
    /// An IPv6 address outside brackets.
    case noBrackets
    /// A name where etcd wants an address.
    case hostName(String)
    /// Something in the address's place that is not one.
    case address(String, IPAddressError)
    /// An IPv4 address in brackets.
    case notV6(String)
    /// An address that no member can have.
    case unusable(String, IPAddress.Unusable)
    /// Something other than `:` after the closing bracket.
    case noColon(String)
    /// No port.
    case noPort
    /// A port that is not a number from 1 to 65535.
    case port(String)
    /// The port on which every member listens to its clients.
    case clientPort

    /// The sentence's end, after the quoted URL.
    package var description: String {
        switch self {
        case .noScheme:
            "does not begin with http://"
        case .scheme(let scheme):
            "has the scheme \(quoted(scheme)); write http or https"
        case .trailing(let rest):
            "has \(quoted(rest)) after the port; remove it"
        case .user:
            "has a user name, which etcd does not accept; remove it"
        case .noHost:
            "names no host"
        case .openBracket:
            "opens a bracket without closing it"
        case .noBrackets:
            "has an IPv6 address without brackets; write http://[fd00::51]:2380"
        case .hostName(let name):
            "has the host name \(quoted(name)), but etcd listens only on IP addresses"
        case .address(let address, let error):
            "cannot be used: \(quoted(address)) \(error)"
        case .notV6(let address):
            "cannot be used: \(quoted(address)) is not an IPv6 address"
        case .unusable(let address, let reason):
            "cannot be used: \(quoted(address)) \(reason.rawValue)"
        case .noColon(let rest):
            "has \(quoted(rest)) after the address; write ':' and the port"
        case .noPort:
            "has no port; etcd's default is 2380"
        case .clientPort:
            "has the port 2379, on which etcd listens to clients; its default for peers is 2380"
        case .port(let port):
            "has the port \(quoted(port)), which is not a number from 1 to 65535"
        }
    }
}
