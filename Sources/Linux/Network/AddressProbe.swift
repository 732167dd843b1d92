import Basics
import CLinux
import Glibc

/// A question to the wire whether another machine has an address of this one (RFC 5227, 2.1.1):
/// asked when it is made, and answered by when somebody looks. Only root may ask.
package struct AddressProbe: ~Copyable {
    private let socket: Int32
    private let address: IPAddress
    /// This machine's own: the kernel answers for an address by whichever card is on the same wire.
    private let cards: [[UInt8]]

    /// Asks on the interface that has the address; nil for one without a wire, an IPv6 address, and
    /// where this user may not ask.
    package init?(_ address: IPAddress, among interfaces: [NetworkInterface]) {
        guard !address.isV6,
            let interface = interfaces.first(where: { $0.addresses.contains(address) })
        else { return nil }
        let name = interface.name
        let card = Self.card(of: name)
        let index = unsafe if_nametoindex(name)
        guard card.count == 6, card.contains(where: { $0 != 0 }), index > 0 else { return nil }
        let options = Int32(SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let arp = UInt16(ETH_P_ARP).bigEndian
        let socket = Glibc.socket(AF_PACKET, Int32(SOCK_DGRAM.rawValue) | options, Int32(arp))
        guard socket >= 0 else { return nil }
        (self.socket, self.address) = (socket, address)
        cards = Interfaces.names.map(Self.card)

        var place = sockaddr_ll()
        place.sll_family = UInt16(AF_PACKET)
        place.sll_protocol = arp
        place.sll_ifindex = Int32(index)
        place.sll_halen = 6
        place.sll_addr = (255, 255, 255, 255, 255, 255, 0, 0)
        // For Ethernet and IPv4, a request, from this card without an address (RFC 826).
        let request: [UInt8] =
            [0, 1, 8, 0, 6, 4, 0, 1] + card + [0, 0, 0, 0] + [0, 0, 0, 0, 0, 0] + address.octets
        unsafe withUnsafePointer(to: &place) { place in
            unsafe place.withMemoryRebound(to: sockaddr.self, capacity: 1) { place in
                let length = socklen_t(MemoryLayout<sockaddr_ll>.size)
                // What is said on other wires is not about this one.
                guard unsafe bind(socket, place, length) == 0 else { return }
                _ = unsafe sendto(socket, request, request.count, 0, place, length)
            }
        }
    }

    deinit { close(socket) }

    /// The hardware address of an interface; empty for one that has none.
    private static func card(of name: String) -> [UInt8] {
        text(ofKernelFile: "/sys/class/net/\(name)/address").prefix { $0 != "\n" }
            .split(separator: ":").compactMap { UInt8($0, radix: 16) }
    }

    /// The card of another machine that says that the address is its own; nil if none has said so
    /// yet.
    package func twin() -> String? {
        var packet = [UInt8](repeating: 0, count: 64)
        while true {
            let count = unsafe recv(socket, &packet, packet.count, 0)
            guard count > 0 else { return nil }
            let sender = Array(packet[8..<14])
            guard count >= 28, Array(packet[14..<18]) == address.octets, !cards.contains(sender)
            else { continue }
            return sender.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
                .joined(separator: ":")
        }
    }
}
