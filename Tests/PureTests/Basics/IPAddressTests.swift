import Testing
@testable import Basics

@Suite struct IPAddressTests {
    private static let read: [(String, [UInt8])] = [
        // text, octets
        ("192.168.99.51", [192, 168, 99, 51]),
        ("0.0.0.0", [0, 0, 0, 0]),
        ("255.255.255.255", [255, 255, 255, 255]),
        ("::", zeros(16)),
        ("::1", zeros(15) + [1]),
        ("fd00::51", [0xFD] + zeros(14) + [0x51]),
        ("FD00::51", [0xFD] + zeros(14) + [0x51]),
        ("1::", [0, 1] + zeros(14)),
        ("1:2:3:4:5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
        // "::" for one group, at each end and between
        ("::2:3:4:5:6:7:8", [0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8]),
        ("1:2:3:4:5:6:7::", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 0]),
        ("1:2:3::5:6:7:8", [0, 1, 0, 2, 0, 3, 0, 0, 0, 5, 0, 6, 0, 7, 0, 8]),
        // IPv4 in the last four octets
        ("::ffff:192.168.99.51", zeros(10) + [0xFF, 0xFF, 192, 168, 99, 51]),
        ("1:2:3:4:5:6:7.8.9.10", [0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 7, 8, 9, 10]),
        ("::1.2.3.4", zeros(12) + [1, 2, 3, 4]),
        ("0001:02:003:4::", [0, 1, 0, 2, 0, 3, 0, 4] + zeros(8)),
    ]

    @Test(arguments: read)
    func `an address is read`(text: String, octets: [UInt8]) throws {
        #expect(try IPAddress(text).octets == octets)
    }

    @Test(arguments: [
        // RFC 5952, 4 and 5
        ("192.168.99.51", "192.168.99.51"), ("::", "::"), ("::1", "::1"), ("1::", "1::"),
        ("2001:0DB8::0001", "2001:db8::1"), ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"),
        ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
        ("fd00:0:0:0:0:0:0:51", "fd00::51"), ("1:0:0:0:0:0:0:0", "1::"),
    ])
    func `an address is written in one way`(text: String, written: String) throws {
        #expect(try IPAddress(text).description == written)
    }

    private static let malformed = "is not an IP address"
    private static let octetTooLarge = "has an octet over 255"
    private static let leadingZero =
        "has an octet with a leading zero, which some programs read as octal"
    private static let refused: [(String, String)] = [
        // string, why it is not one
        ("", malformed),
        ("localhost", malformed),
        ("1.2.3", malformed),
        ("1.2.3.4.5", malformed),
        ("1..3.4", malformed),
        (".1.2.3.4", malformed),
        ("1.2.3.4.", malformed),
        ("1.2.3.-4", malformed),
        ("1.2.3.+4", malformed),
        ("1.2.3. 4", malformed),
        ("1.2.3.0x4", malformed),
        ("3232261939", malformed),
        ("1.2.3.1000", malformed),
        ("1.2.3.256", octetTooLarge),
        ("999.2.3.4", octetTooLarge),
        ("192.168.99.051", leadingZero),
        ("1.2.3.00", leadingZero),
        ("00.2.3.4", leadingZero),
        ("1.2.3.\u{664}", malformed),  // an Arabic digit
        ("1.2.3.\u{FF14}", malformed),  // a fullwidth digit
        ("1.2.3.4\u{301}", malformed),  // an accent on a digit
        (":", malformed),
        (":::", malformed),
        ("1:::2", malformed),
        ("1::2::3", malformed),
        (":1:2:3:4:5:6:7", malformed),
        ("1:2:3:4:5:6:7:", malformed),
        ("1:2:3:4:5:6:7", malformed),
        ("1:2:3:4:5:6:7:8:9", malformed),
        ("1:2:3:4::5:6:7:8", malformed),  // "::" for no group at all
        ("12345::", malformed),
        ("g::", malformed),
        ("-1::", malformed),
        ("+1::", malformed),
        ("\u{FF11}::", malformed),  // a fullwidth digit, which is a hexadecimal one to Unicode
        ("fe80::1%eth0", "has a zone, which neither etcd nor flannel accepts"),
        ("1.2.3.4::", malformed),
        ("1.2.3.4:1::", malformed),
        ("1:2:3:4:5:6:7:1.2.3.4", malformed),
        ("::1.2.3", malformed),
        ("::ffff:1.2.3.04", leadingZero),
        ("[::1]", malformed),
    ]

    @Test(arguments: refused)
    func `any other text is refused`(text: String, sentence: String) {
        #expect(throws: InputError(sentence)) { try IPAddress(text) }
    }

    @Test(arguments: [
        // address, what is true of it
        ("192.168.99.51", []),
        ("fd00::51", []),
        ("0.0.0.0", ["unspecified"]),
        ("::", ["unspecified"]),
        ("0.0.0.1", []),
        ("127.0.0.1", ["loopback"]),
        ("127.255.255.255", ["loopback"]),
        ("128.0.0.1", []),
        ("::1", ["loopback"]),
        ("::2", []),
        ("1::1", []),
        ("223.255.255.255", []),
        ("224.0.0.1", ["multicast"]),
        ("239.255.255.255", ["multicast"]),
        ("240.0.0.1", []),
        ("ff02::1", ["multicast"]),
        ("fe00::1", []),
        ("255.255.255.255", ["broadcast"]),
        ("255.255.255.254", []),
        ("fe80::1", ["link-local"]),
        ("febf::1", ["link-local"]),
        ("fec0::1", []),
        ("169.254.1.1", []),
        ("::ffff:192.168.99.51", ["mapped"]),
        ("::ffff:0:0", ["mapped"]),
        ("::fffe:192.168.99.51", []),
        ("1::ffff:192.168.99.51", []),
    ])
    func `an address is known for what it is`(text: String, truths: [String]) throws {
        let address = try IPAddress(text)
        let found = [
            (address.isUnspecified, "unspecified"), (address.isLoopback, "loopback"),
            (address.isMulticast, "multicast"), (address.isBroadcast, "broadcast"),
            (address.isLinkLocalV6, "link-local"), (address.isMappedV4, "mapped"),
        ].filter(\.0).map(\.1)
        #expect(found == truths)
    }
}

private func zeros(_ count: Int) -> [UInt8] { [UInt8](repeating: 0, count: count) }
