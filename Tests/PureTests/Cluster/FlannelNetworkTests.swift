import Testing
@testable import Basics
@testable import Cluster

@Suite struct FlannelNetworkTests {
    @Test(arguments: [
        "172.18.0.0/16", "10.0.0.0/8", "192.168.1.240/28", "10.64.0.0/10", "9.0.0.0/8",
    ])
    func `a network is written as it was read`(text: String) throws {
        #expect(try FlannelNetwork(text).description == text)
    }

    private static let refused: [(String, String)] = [
        // text, the end of the sentence
        ("172.18.0.0", "has no prefix length; write 172.18.0.0/16"),
        ("172.18.0.0/16/1", "has no prefix length; write 172.18.0.0/16"),
        ("/16", "is not an IP address"),
        ("net/16", "is not an IP address"),
        ("172.018.0.0/16", "has an octet with a leading zero, which some programs read as octal"),
        (
            "127.0.0.0/8",
            "is loopback, multicast or reserved, and no machine can have its addresses"
        ),
        (
            "224.0.0.0/8",
            "is loopback, multicast or reserved, and no machine can have its addresses"
        ),
        (
            "240.0.0.0/8",
            "is loopback, multicast or reserved, and no machine can have its addresses"
        ),
        ("0.0.0.0/8", "is loopback, multicast or reserved, and no machine can have its addresses"),
        ("fd00::/64", "is an IPv6 network; flannel's Network is IPv4"),
        ("172.18.0.0/", "has the prefix length '', which is not a number from 8 to 28"),
        ("172.18.0.0/x", "has the prefix length 'x', which is not a number from 8 to 28"),
        ("172.18.0.0/+16", "has the prefix length '+16', which is not a number from 8 to 28"),
        ("172.18.0.0/-1", "has the prefix length '-1', which is not a number from 8 to 28"),
        ("172.18.0.0/٢٤", "has the prefix length '٢٤', which is not a number from 8 to 28"),
        ("172.18.0.0/016", "has the prefix length '016', which is not a number from 8 to 28"),
        ("172.0.0.0/7", "has the prefix length '7', which is not a number from 8 to 28"),
        ("172.18.0.0/29", "has the prefix length '29', which is not a number from 8 to 28"),
        (
            "172.18.0.0/99999999999999999999",
            "has the prefix length '99999999999999999999', which is not a number from 8 to 28"
        ),
        ("172.18.0.1/16", "is an address inside 172.18.0.0/16; write the network itself"),
        ("192.168.1.248/28", "is an address inside 192.168.1.240/28; write the network itself"),
        ("10.65.0.0/10", "is an address inside 10.64.0.0/10; write the network itself"),
    ]

    @Test(arguments: refused)
    func `any other text is refused`(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try FlannelNetwork(text) }
        #expect(error?.description == message)
    }

    private static let places: [(String, String, Bool)] = [
        // network, address, whether the one holds the other
        ("172.18.0.0/16", "172.18.0.0", true),
        ("172.18.0.0/16", "172.18.255.255", true),
        ("172.18.0.0/16", "172.19.0.0", false),
        ("172.18.0.0/16", "172.17.255.255", false),
        ("192.168.1.240/28", "192.168.1.240", true),
        ("192.168.1.240/28", "192.168.1.255", true),
        ("192.168.1.240/28", "192.168.1.239", false),
        ("10.64.0.0/10", "10.127.255.255", true),
        ("10.64.0.0/10", "10.128.0.0", false),
        ("172.18.0.0/16", "fd00::ac12:1", false),
    ]

    @Test(arguments: places)
    func `a network holds its addresses`(network: String, address: String, holds: Bool) throws {
        #expect(try FlannelNetwork(network).contains(IPAddress(address)) == holds)
    }
}
