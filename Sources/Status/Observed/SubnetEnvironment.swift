import Basics
import Units

/// What flanneld leaves in `/run/flannel/subnet.env` for docker: the subnet that is this machine's.
package struct SubnetEnvironment: Equatable, Sendable {
    /// The overlay's network.
    package let network: IPv4Network
    /// This machine's subnet.
    package let subnet: IPv4Network
    /// The address in it that docker's bridge takes.
    package let bridge: IPAddress
    /// How large a packet may be.
    let mtu: Int

    /// Where the file is.
    package static let path: NodePath = "/run/flannel/subnet.env"

    /// Reads the file; nil for one that is not whole.
    package init?(parsing text: String) {
        var values: [String: String] = [:]
        for (name, value) in EnvironmentText(text).assignments { values[name] = value }
        guard let network = values["FLANNEL_NETWORK"].flatMap({ IPv4Network($0) }),
            let own = values["FLANNEL_SUBNET"], let subnet = IPv4Network(own),
            let bridge = IPAddress(v4: own.prefix { $0 != "/" }),
            let mtu = values["FLANNEL_MTU"].flatMap({ Int($0) })
        else { return nil }
        (self.network, self.subnet, self.bridge, self.mtu) = (network, subnet, bridge, mtu)
    }
}
