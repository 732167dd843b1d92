extension IPAddress {
    /// Why other machines cannot reach a machine at an address: the sentence's end, after the
    /// quoted address.
    package enum Unusable: String, Sendable {
        case unspecified = "means every interface, and other machines cannot reach it"
        case loopback = "is a loopback address, which other machines cannot reach"
        case multicast = "is a multicast address"
        case broadcast = "is the broadcast address"
        case mapped = "is an IPv4 address written as IPv6; write it as IPv4"
        case linkLocal = "is a link-local address, which means nothing without a zone"
    }

    /// Why other machines cannot reach a machine at this address; nil if they can.
    package var unusable: Unusable? {
        if isMappedV4 { return .mapped }
        if isUnspecified { return .unspecified }
        if isLoopback { return .loopback }
        if isMulticast { return .multicast }
        if isBroadcast { return .broadcast }
        return isLinkLocalV6 ? .linkLocal : nil
    }
}
