@testable import Basics
import Testing
@testable import Cluster

@Suite struct PeerURLTests {
    @Test(arguments: [
        // text, as it is written
        ("http://192.168.99.51:2380", "http://192.168.99.51:2380"),
        ("http://192.168.99.51:1", "http://192.168.99.51:1"),
        ("http://192.168.99.51:65535", "http://192.168.99.51:65535"),
        ("http://[fd00::51]:2380", "http://[fd00::51]:2380"),
        // the address is kept as the operator spells it, the scheme is not
        ("httpS://192.168.99.51:2380", "https://192.168.99.51:2380"),
        ("HTTP://[FD00:0::51]:2380", "http://[FD00:0::51]:2380"),
        ("http://169.254.1.2:2380", "http://169.254.1.2:2380"),
        // over TLS
        ("https://192.168.99.51:2380", "https://192.168.99.51:2380"),
        ("Https://[fd00::51]:2380", "https://[fd00::51]:2380"),
    ])
    func `an address and a port are a URL`(text: String, written: String) throws {
        #expect(try PeerURL(text).description == written)
    }

    @Test(arguments: [
        // one spelling, another of the same socket
        ("http://[fd00::51]:2380", "http://[FD00:0:0:0::51]:2380"),
        ("http://[fd00::1.2.3.4]:2380", "http://[fd00::102:304]:2380"),
        ("http://10.0.0.1:80", "HTTP://10.0.0.1:80"),
        ("http://10.0.0.1:80", "https://10.0.0.1:80"),
    ])
    func `two spellings of one socket are equal`(one: String, other: String) throws {
        let (one, other) = (try PeerURL(one), try PeerURL(other))
        #expect(one == other)
        #expect(one.hashValue == other.hashValue)
    }

    private static let refused: [(String, String)] = [
        // text, the end of the sentence "the URL ..."
        ("", "does not begin with http://"),
        ("192.168.99.51:2380", "does not begin with http://"),
        ("http:192.168.99.51:2380", "does not begin with http://"),
        ("http:/192.168.99.51:2380", "does not begin with http://"),
        ("http//192.168.99.51:2380", "does not begin with http://"),
        ("://192.168.99.51:2380", "has the scheme ''; write http or https"),
        ("ftp://192.168.99.51:2380", "has the scheme 'ftp'; write http or https"),
        ("unix://192.168.99.51:2380", "has the scheme 'unix'; write http or https"),
        (" http://192.168.99.51:2380", "has the scheme ' http'; write http or https"),
        // the port of etcd's clients
        (
            "http://192.168.99.51:2379",
            "has the port 2379, on which etcd listens to clients; its default for peers is 2380"
        ),
        // after the port
        (
            "http://192.168.99.51:2380/",
            "has '/' after the port; remove it"
        ),
        (
            "http://192.168.99.51:2380/v2",
            "has '/v2' after the port; remove it"
        ),
        (
            "http://192.168.99.51/v2",
            "has '/v2' after the port; remove it"
        ),
        (
            "http://192.168.99.51:2380?x=1",
            "has '?x=1' after the port; remove it"
        ),
        (
            "http://192.168.99.51:2380#x",
            "has '#x' after the port; remove it"
        ),
        // before the host
        (
            "http://root@192.168.99.51:2380",
            "has a user name, which etcd does not accept; remove it"
        ),
        (
            "http://root:secret@192.168.99.51:2380",
            "has a user name, which etcd does not accept; remove it"
        ),
        // the host
        ("http://", "names no host"),
        ("http://:2380", "names no host"),
        ("http://[]:2380", "names no host"),
        ("http://[fd00::51:2380", "opens a bracket without closing it"),
        (
            "http://fd00::51:2380",
            "has an IPv6 address without brackets; write http://[fd00::51]:2380"
        ),
        (
            "http://a1:2380",
            "has the host name 'a1', but etcd listens only on IP addresses"
        ),
        (
            "http://localhost:2380",
            "has the host name 'localhost', but etcd listens only on IP addresses"
        ),
        (
            "http://a1.example.org:2380",
            "has the host name 'a1.example.org', but etcd listens only on IP addresses"
        ),
        (
            "http://192.168.99.5l:2380",
            "has the host name '192.168.99.5l', but etcd listens only on IP addresses"
        ),
        ("http://192.168.99:2380", "cannot be used: '192.168.99' is not an IP address"),
        ("http://[a1]:2380", "cannot be used: 'a1' is not an IP address"),
        ("http://[192.168.99.51]:2380", "cannot be used: '192.168.99.51' is not an IPv6 address"),
        (
            "http://192.168.99.051:2380",
            "cannot be used: '192.168.99.051' has an octet with a leading zero, which some programs read as octal"
        ),
        ("http://192.168.99.256:2380", "cannot be used: '192.168.99.256' has an octet over 255"),
        (
            "http://[fe80::1%eth0]:2380",
            "cannot be used: 'fe80::1%eth0' has a zone, which neither etcd nor flannel accepts"
        ),
        (
            "http://0.0.0.0:2380",
            "cannot be used: '0.0.0.0' means every interface, and other machines cannot reach it"
        ),
        (
            "http://[::]:2380",
            "cannot be used: '::' means every interface, and other machines cannot reach it"
        ),
        (
            "http://127.0.0.1:2380",
            "cannot be used: '127.0.0.1' is a loopback address, which other machines cannot reach"
        ),
        (
            "http://[0::1]:2380",
            "cannot be used: '0::1' is a loopback address, which other machines cannot reach"
        ),
        ("http://224.0.0.1:2380", "cannot be used: '224.0.0.1' is a multicast address"),
        ("http://[ff02::1]:2380", "cannot be used: 'ff02::1' is a multicast address"),
        (
            "http://255.255.255.255:2380",
            "cannot be used: '255.255.255.255' is the broadcast address"
        ),
        (
            "http://[fe80::1]:2380",
            "cannot be used: 'fe80::1' is a link-local address, which means nothing without a zone"
        ),
        // an IPv4 address would pass for another member's, and for one outside of the overlay
        (
            "http://[::ffff:192.168.99.51]:2380",
            "cannot be used: '::ffff:192.168.99.51' is an IPv4 address written as IPv6; write it as IPv4"
        ),
        (
            "http://[::ffff:7f00:1]:2380",
            "cannot be used: '::ffff:7f00:1' is an IPv4 address written as IPv6; write it as IPv4"
        ),
        // the port
        ("http://192.168.99.51", "has no port; etcd's default is 2380"),
        ("http://192.168.99.51:", "has no port; etcd's default is 2380"),
        ("http://[fd00::51]", "has no port; etcd's default is 2380"),
        ("http://[fd00::51]:", "has no port; etcd's default is 2380"),
        ("http://[fd00::51]2380", "has '2380' after the address; write ':' and the port"),
        (
            "http://192.168.99.51:0",
            "has the port '0', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:65536",
            "has the port '65536', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:99999999999999999999",
            "has the port '99999999999999999999', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:-1",
            "has the port '-1', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:+2380",
            "has the port '+2380', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:02380",
            "has the port '02380', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:etcd",
            "has the port 'etcd', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:２３８０",
            "has the port '２３８０', which is not a number from 1 to 65535"
        ),
        (
            "http://192.168.99.51:2380\u{7}",
            #"has the port '2380\u{7}', which is not a number from 1 to 65535"#
        ),
    ]

    @Test(arguments: refused)
    func `any other text is refused`(text: String, message: String) {
        let error = #expect(throws: InputError.self) { try PeerURL(text) }
        #expect(error?.description == message)
    }
}
