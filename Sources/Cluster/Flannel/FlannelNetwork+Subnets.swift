extension FlannelNetwork {
    /// The lengths that a subnet of the network may have: flannel wants at least four, each with
    /// room for a bridge (`CheckNetworkConfig` in flannel's `pkg/subnet/config.go`).
    var subnetLengths: ClosedRange<Int> { prefixLength + 2...Self.longestSubnet }

    /// The lengths that the subnets of any network may have.
    static let subnetLengths = 10...longestSubnet

    private static let longestSubnet = 30

    /// The length that flannel gives to subnets where its configuration names none.
    package var usualSubnetLength: Int { prefixLength <= 22 ? 24 : prefixLength + 2 }

    /// Whether every flannel would choose that very length: early ones, 0.7 among them, only halved
    /// a network that is small.
    package var isUsualEverywhere: Bool { prefixLength <= 22 }

    /// How many machines get a subnet of this length; the first of the network stays unused.
    func machineCount(subnetLength: Int) -> Int { 1 << (subnetLength - prefixLength) - 1 }

    /// What is wrong where the network has no subnet for each of so many machines; nil if it has.
    func shortage(of machines: Int, subnetLength described: Int?) -> SubnetShortage? {
        let length = described ?? usualSubnetLength
        guard machineCount(subnetLength: length) < machines else { return nil }
        let wider = (Self.prefixLengths.lowerBound..<prefixLength).last {
            let network = with(prefixLength: $0)
            let length = described ?? network.usualSubnetLength
            return network.machineCount(subnetLength: length) >= machines
        }
        let longer = subnetLengths.first { machineCount(subnetLength: $0) >= machines }
        return SubnetShortage(
            network: self,
            subnetLength: length,
            machines: machines,
            prefixLength: wider,
            longerSubnet: longer
        )
    }
}

/// A network with fewer subnets than machines, and what would help.
package struct SubnetShortage: Equatable, Sendable {
    package let network: FlannelNetwork
    package let subnetLength: Int
    package let machines: Int
    /// The length of a network that is large enough.
    let prefixLength: Int?
    /// The length of subnets that are many enough.
    let longerSubnet: Int?
}

extension SubnetShortage: CustomStringConvertible {
    /// The sentence with its cure.
    package var description: String {
        let cures = [
            prefixLength.map { "a /\($0)" }, longerSubnet.map { "'subnet-length: \($0)'" },
        ]
        let cure = cures.compactMap(\.self).joined(separator: ", or ")
        return "\(network) has /\(subnetLength) subnets for "
            + "\(network.machineCount(subnetLength: subnetLength)) nodes, and there are \(machines)"
            + (cure.isEmpty ? "" : ": \(cure)")
    }
}
