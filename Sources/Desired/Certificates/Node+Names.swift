import Basics
import Cluster

extension Node {
    /// The addresses at which the others, and the machine itself, reach its etcd.
    var servedAddresses: [IPAddress] {
        member.map { [$0.url.address, IPAddress(octets: [127, 0, 0, 1])] } ?? []
    }

    /// The names by which the machine itself reaches its etcd.
    var servedNames: [String] { member == nil ? [] : ["localhost"] }
}
