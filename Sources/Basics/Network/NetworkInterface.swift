/// An interface of this machine that is up.
package struct NetworkInterface: Equatable, Sendable {
    /// Its name.
    package let name: String
    /// Its addresses.
    package let addresses: [IPAddress]
    /// How large a packet may be; nil where that is not told.
    package let mtu: Int?

    /// An interface with every part given.
    package init(_ name: String, addresses: [IPAddress], mtu: Int?) {
        (self.name, self.addresses, self.mtu) = (name, addresses, mtu)
    }
}
