import Testing
@testable import Basics
@testable import Status

@Suite struct PacketFilterTests {
    private typealias Fate = PacketFilter.Fate
    private typealias Change = @Sendable (inout String, inout String) -> Void

    private static let closed = "-A DOCKER ! -i docker0 -o docker0 -j DROP"
    private static let closedRaw = "-A PREROUTING -d 172.18.42.2/32 ! -i docker0 -j DROP"
    private static let overlay = "-s 172.18.0.0/16 -d 172.18.0.0/16"
    private static let asRead: Change = { _, _ in }

    private static func with(_ rule: String, before words: String) -> Change {
        { raw, filter in
            if words.contains("PREROUTING") {
                raw.precede(words, by: rule)
            } else {
                filter.precede(words, by: rule)
            }
        }
    }

    private static func opened(_ change: @escaping Change) -> Change {
        { raw, filter in
            raw.precede("-A PREROUTING -d", by: PacketFilter.rule("PREROUTING"))
            filter.precede("-A FORWARD -j DOCKER-FORWARD", by: PacketFilter.rule("DOCKER-USER"))
            change(&raw, &filter)
        }
    }

    private static let rows: [(String, Change, Fate)] = [
        // whose rules, what is changed in them, what becomes of a packet to a container
        ("20.10", asRead, .forwarded),
        ("26.1", asRead, .forwarded),
        ("28.5", asRead, .dropped(closedRaw)),
        ("28.5", opened(asRead), .forwarded),
        // one of the two alone
        ("28.5", with(PacketFilter.rule("PREROUTING"), before: "-A PREROUTING"), .dropped(closed)),
        ("28.5", with(PacketFilter.rule("DOCKER-USER"), before: "-A FORWARD"), .dropped(closedRaw)),
        // flannel's rules are not there
        (
            "26.1", { $1 = $1.replacing("-A FORWARD -j FLANNEL-FWD\n", with: "") },
            .dropped("-P FORWARD DROP")
        ),
        // what an operator has closed, or opened
        (
            "26.1", with("-A DOCKER-USER -i flannel.1 -j DROP", before: "-A DOCKER-USER"),
            .dropped("-A DOCKER-USER -i flannel.1 -j DROP")
        ),
        (
            "26.1", with("-A DOCKER-USER -i flann+ -j REJECT", before: "-A DOCKER-USER"),
            .dropped("-A DOCKER-USER -i flann+ -j REJECT")
        ),
        (
            "26.1", with("-A DOCKER-USER ! -s 172.18.0.0/16 -j DROP", before: "-A DOCKER-USER"),
            .forwarded
        ),
        ("26.1", with("-A DOCKER-USER -i eth0 -j DROP", before: "-A DOCKER-USER"), .forwarded),
        ("26.1", with("-A DOCKER-USER -j LOG", before: "-A DOCKER-USER"), .forwarded),
        (
            "28.5", opened(with("-A FORWARD -g SIDE\n-A SIDE -j RETURN", before: "-A FORWARD")),
            .dropped("-P FORWARD DROP")
        ),
        (
            "28.5",
            opened(with("-A FORWARD -m state --state INVALID -j DROP", before: "-A FORWARD")),
            .forwarded
        ),
        // docker 28.0 keeps its bridges in a set
        (
            "28.5",
            {
                raw,
                filter in
                raw = "-P PREROUTING ACCEPT\n"
                filter = filter.replacing(
                    "-A DOCKER-BRIDGE -o docker0",
                    with: "-A DOCKER-BRIDGE -m set --match-set docker-ext-bridges-v4 dst"
                )
            }, .dropped(closed)
        ),
        // what is not understood, where it could make a difference
        (
            "26.1",
            with("-A DOCKER-USER -m time --timestop 20:00 -j DROP", before: "-A DOCKER-USER"),
            .unknown("-A DOCKER-USER -m time --timestop 20:00 -j DROP")
        ),
        (
            "26.1",
            with("-A DOCKER-USER -m time --timestop 20:00 -j ACCEPT", before: "-A DOCKER-USER"),
            .forwarded
        ),
        (
            "28.5",
            with("-A PREROUTING -m mark --mark 0x1 -j ACCEPT", before: "-A PREROUTING"),
            .unknown("-A PREROUTING -m mark --mark 0x1 -j ACCEPT")
        ),
        (
            "26.1", with("-A DOCKER-USER -j NFQUEUE", before: "-A DOCKER-USER"),
            .unknown("-A DOCKER-USER -j NFQUEUE")
        ),
    ]

    @Test(arguments: rows.indices)
    func `a packet's fate is that of the kernel's rules`(row: Int) throws {
        let (docker, change, fate) = Self.rows[row]
        let filter = try PacketFilter.printed(by: docker, change)
        let packet = PacketFilter.Packet(
            source: try IPAddress("172.18.66.0"),
            destination: try IPAddress("172.18.42.2"),
            input: "flannel.1",
            output: "docker0"
        )
        #expect(filter.fate(of: packet) == fate)
    }

    /// As 28.0 and 28.1 do (`filterDirectAccess` in moby's `port_mapping_linux.go`).
    @Test func `a published port that alone is closed is found`() throws {
        let closed =
            "-A PREROUTING -d 172.18.42.3/32 ! -i docker0 -p tcp -m tcp --dport 8080 -j DROP"
        let filter = try PacketFilter.printed(by: "28.5") { raw, filter in
            raw = "-P PREROUTING ACCEPT\n\(closed)\n"
        }
        let network = try #require(IPv4Network("172.18.42.0/24"))
        let found = try #require(filter.destinations(in: network).first)
        #expect(found.address == (try IPAddress("172.18.42.3")))
        let packet = PacketFilter.Packet(
            source: try IPAddress("172.18.66.0"),
            destination: found.address,
            input: "flannel.1",
            output: "docker0",
            service: (found.service ?? "", found.port)
        )
        #expect(filter.fate(of: packet) == .dropped(closed))
    }
}
