import Testing
@testable import Cluster

@Suite struct SubnetTests {
    private static let rows: [(String, Int?, Int, String?)] = [
        // network, length of the subnets, machines, what is said
        ("172.18.0.0/16", nil, 255, nil),
        (
            "172.18.0.0/16", nil, 320,
            "172.18.0.0/16 has /24 subnets for 255 nodes, and there are 320: a /15, or "
                + "'subnet-length: 25'"
        ),
        ("172.18.0.0/16", 25, 320, nil),
        ("10.0.0.0/8", 24, 65535, nil),
        (
            "10.0.0.0/8", 24, 65536,
            "10.0.0.0/8 has /24 subnets for 65535 nodes, and there are 65536: 'subnet-length: 25'"
        ),
        (
            "10.1.0.0/28", nil, 4,
            "10.1.0.0/28 has /30 subnets for 3 nodes, and there are 4: a /21"
        ),
        (
            "10.0.0.0/8", 30, 5_000_000,
            "10.0.0.0/8 has /30 subnets for 4194303 nodes, and there are 5000000"
        ),
    ]

    @Test(arguments: rows)
    func `a network has a subnet for each machine, or says what would`(
        network: String,
        length: Int?,
        machines: Int,
        message: String?
    ) throws {
        let network = try FlannelNetwork(network)
        let shortage = network.shortage(of: machines, subnetLength: length)
        #expect(shortage?.description == message)
    }
}
