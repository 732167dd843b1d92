import Basics
import Units

/// A member's peer URL: `http://` or `https://`, an IP address and a port, and nothing more.
///
/// etcd listens only on IP addresses, and refuses a URL with a path (etcd's
/// `client/pkg/types/urls.go`); the member's own URL is also what it listens on.
package struct PeerURL: Hashable, Sendable, CustomStringConvertible {
    /// How the members, and their clients, talk to one another.
    package enum Scheme: String, Sendable {
        /// In the clear, with whoever asks.
        case http
        /// Over TLS, with whoever has a certificate.
        case https
    }

    /// How the member is talked to.
    package let scheme: Scheme
    /// The host as written in the URL, an IPv6 address with its brackets.
    package let host: String
    /// The host's address, by which two spellings of one URL are known as the same.
    package let address: IPAddress
    /// The port for peers: 1 to 65535, and not 2379.
    package let port: UInt16

    /// The URL as it was written.
    package var description: String { "\(scheme.rawValue)://\(host):\(port)" }

    /// Reads a URL such as `http://192.168.99.51:2380` or `http://[fd00::51]:2380`. Throws the end
    /// of a sentence that the quoted URL begins.
    package init(_ text: some StringProtocol) throws(InputError) {
        let (scheme, authority) = try Self.parts(of: Substring(text))
        self.scheme = scheme
        let (host, port) = try Self.split(authority)
        self.host = String(host)
        self.port = try Self.port(port)
        address = try Self.address(host)
    }

    /// Two URLs are the same when they name the same socket, however it is spelled, and talked to.
    package static func == (left: PeerURL, right: PeerURL) -> Bool {
        left.address == right.address && left.port == right.port
    }

    /// Hashes what `==` compares.
    package func hash(into hasher: inout Hasher) {
        hasher.combine(address)
        hasher.combine(port)
    }

    /// The scheme, and what stands between it and the end, when nothing follows the port.
    private static func parts(
        of text: Substring
    ) throws(InputError) -> (Scheme, authority: Substring) {
        guard let colon = text.firstIndex(of: ":"), text[colon...].hasPrefix("://") else {
            throw InputError("does not begin with http://")
        }
        guard let scheme = Scheme(rawValue: text[..<colon].lowercased()) else {
            let scheme = quoted(String(text[..<colon]))
            throw InputError("has the scheme \(scheme); write http or https")
        }
        let authority = text[text.index(colon, offsetBy: 3)...]
        if let end = authority.firstIndex(where: { "/?#".contains($0) }) {
            let rest = quoted(String(authority[end...]))
            throw InputError("has \(rest) after the port; remove it")
        }
        guard !authority.contains("@") else {
            throw InputError("has a user name, which etcd does not accept; remove it")
        }
        return (scheme, authority)
    }

    private static func split(
        _ authority: Substring
    ) throws(InputError) -> (host: Substring, port: Substring) {
        let host: Substring
        if authority.hasPrefix("[") {
            guard let close = authority.firstIndex(of: "]") else {
                throw InputError("opens a bracket without closing it")
            }
            host = authority[...close]
        } else {
            host = authority.prefix { $0 != ":" }
            guard !authority[host.endIndex...].dropFirst().contains(":") else {
                throw InputError(
                    "has an IPv6 address without brackets; write http://[fd00::51]:2380"
                )
            }
        }
        guard !host.isEmpty, host != "[]" else { throw InputError("names no host") }
        let rest = authority[host.endIndex...]
        guard rest.hasPrefix(":"), rest.count > 1 else {
            guard rest.isEmpty || rest == ":" else {
                throw InputError(
                    "has \(quoted(String(rest))) after the address; write ':' and the port"
                )
            }
            throw InputError("has no port; etcd's default is 2380")
        }
        return (host, rest.dropFirst())
    }

    private static func port(_ text: Substring) throws(InputError) -> UInt16 {
        let isDecimal = text.utf8.allSatisfy { (48...57).contains($0) } && !text.hasPrefix("0")
        guard isDecimal, let port = UInt16(text) else {
            throw InputError(
                "has the port \(quoted(String(text))), which is not a number from 1 to 65535"
            )
        }
        guard port != 2379 else {
            throw InputError(
                "has the port 2379, on which etcd listens to clients; its default for peers is 2380"
            )
        }
        return port
    }

    private static func address(_ host: Substring) throws(InputError) -> IPAddress {
        let isBracketed = host.hasPrefix("[")
        let literal = isBracketed ? host.dropFirst().dropLast() : host
        let isName = literal.contains { $0.isLetter || $0 == "_" || $0 == "-" }
        guard isBracketed || !isName else {
            throw InputError(
                "has the host name \(quoted(String(host))), but etcd listens only on IP addresses"
            )
        }
        let unusable = "cannot be used: \(quoted(String(literal)))"
        let address: IPAddress
        do {
            address = try IPAddress(literal)
        } catch {
            throw error.map { "\(unusable) \($0)" }
        }
        // An IPv6 address outside of brackets has more than one colon, and was refused for that.
        guard address.isV6 == isBracketed else {
            throw InputError("\(unusable) is not an IPv6 address")
        }
        if let reason = address.unusable { throw InputError("\(unusable) \(reason.rawValue)") }
        return address
    }
}

extension PeerURL {
    /// Whether another's spelling names the same socket.
    package func isSame(as text: String) -> Bool {
        do {
            return try PeerURL(text) == self
        } catch {
            return text == description
        }
    }

    /// Where clients reach the member: on the address of its peer URL, as its configuration has it.
    package var clientURL: String { "\(scheme.rawValue)://\(host):\(Self.clientPort)" }

    /// The port of etcd's clients.
    package static let clientPort: UInt16 = 2379
}
