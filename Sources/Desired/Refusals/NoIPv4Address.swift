import Basics
import Units
import Cluster

/// A machine that flannel cannot reach by the address that is described.
///
/// Of a network of IPv4, flannel carries the packets between IPv4 addresses: it takes the interface
/// that it is told of, or that of the default route of IPv4 (flannel 0.5's `main.go`; later
/// `pkg/ipmatch/match.go`).
package struct NoIPv4Address: Hashable, Sendable, CustomStringConvertible {
    /// The machine's address, as it is described.
    package let address: String
    /// The overlay's network.
    package let network: String

    /// Nil where flannel knows an IPv4 address to use.
    init?(
        missingOn node: Node,
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) {
        guard node.address?.isV6 == true, let address = node.shownAddress else { return nil }
        let flanneld = PlannedService(.flanneld, on: installed, holding: files)
        let isTold = ["iface", "iface-regex", "iface-can-reach"].contains { name in
            let variable = FlanneldSettings.variable(of: name)
            return flanneld?.flags[name] != nil || flanneld?.environment.values[variable] != nil
        }
        guard !isTold else { return nil }
        self.address = address
        network = "\(node.cluster.network)"
    }

    /// One line, with the cure.
    package var description: String {
        "cluster: this machine has the address \(address), and flannel carries \(network) only "
            + "between IPv4 addresses; name an interface that has one, with "
            + "'Environment=FLANNELD_IFACE=NAME' in a drop-in of flanneld.service"
    }
}
