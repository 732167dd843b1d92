import Testing
@testable import Basics
@testable import Status

@Suite struct RouteTests {
    /// `/proc/net/route` of a node with vxlan.
    private static let table = """
        Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT
        eth0\t00000000\t0163A8C0\t0003\t0\t0\t1024\t00000000\t0\t0\t0
        flannel.1\t004212AC\t004212AC\t0003\t0\t0\t0\t00FFFFFF\t0\t0\t0
        docker0\t002A12AC\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0
        eth0\t0063A8C0\t00000000\t0001\t0\t0\t0\t00FFFFFF\t0\t0\t0

        """

    @Test func `the kernel's table is read`() throws {
        #expect(
            Route.table(Self.table) == [
                Route(
                    IPv4Network(0, length: 0),
                    via: try IPAddress("192.168.99.1"),
                    out: "eth0",
                    metric: 1024
                ),
                Route(
                    try #require(IPv4Network("172.18.66.0/24")),
                    via: try IPAddress("172.18.66.0"),
                    out: "flannel.1"
                ),
                Route(try #require(IPv4Network("172.18.42.0/24")), out: "docker0"),
                Route(try #require(IPv4Network("192.168.99.0/24")), out: "eth0"),
            ]
        )
    }

    @Test(arguments: [
        "", "\n", "Iface\n\n", "Iface\neth0\t0\t0\n", "Iface\neth0 x x x x x x x x x\n",
    ])
    func `what is not a table has no routes`(text: String) {
        #expect(Route.table(text).isEmpty)
    }

    @Test func `the most specific route wins, and of those the one with the lowest metric`() throws
    {
        let subnet = try #require(IPv4Network("172.18.66.0/24"))
        let wide = try #require(IPv4Network("172.18.0.0/16"))
        let half = try #require(IPv4Network("172.18.66.0/25"))
        let routes = [
            Route(IPv4Network(0, length: 0), out: "a"), Route(wide, out: "b"),
            Route(subnet, out: "c", metric: 200), Route(subnet, out: "d", metric: 100),
            Route(half, out: "e"),
        ]
        #expect(routes.best(to: subnet)?.interface == "d")
        #expect(routes.best(to: try #require(IPv4Network("172.18.67.0/24")))?.interface == "b")
        #expect(routes.best(to: try #require(IPv4Network("10.0.0.0/8")))?.interface == "a")
        #expect([Route]().best(to: subnet) == nil)
    }
}
