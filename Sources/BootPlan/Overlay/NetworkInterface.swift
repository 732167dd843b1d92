/// An interface of this machine that is up.
public struct NetworkInterface: Equatable, Sendable {
    /// Its name.
    public let name: String
    /// Its addresses.
    public let addresses: [IPAddress]
    /// How large a packet may be; nil where that is not told.
    public let mtu: Int?

    /// An interface with every part given.
    public init(_ name: String, addresses: [IPAddress], mtu: Int?) {
        (self.name, self.addresses, self.mtu) = (name, addresses, mtu)
    }
}
