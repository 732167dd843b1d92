import Basics

/// How flannel carries packets from machine to machine (flannel's `Documentation/backends.md`).
package enum FlannelBackend: String, CaseIterable, Sendable {
    /// In UDP packets that the kernel makes.
    case vxlan
    /// As they are, by routes: for machines of one Ethernet.
    case hostGW = "host-gw"
    /// In UDP packets that flanneld makes, "for debugging only"; what flannel takes where its
    /// configuration names none.
    case udp
    /// Encrypted.
    case wireguard
    /// In IP packets.
    case ipip

    /// The first flannel that has it (flannel's history).
    package var firstVersion: Version {
        switch self {
        case .udp, .vxlan, .hostGW: Version(0, 1)
        case .ipip: Version(0, 10)
        case .wireguard: Version(0, 16)
        }
    }
}
