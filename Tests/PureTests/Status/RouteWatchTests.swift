import Testing
@testable import Basics
@testable import Status

@Suite struct RouteWatchTests {
    /// What is seen of a2 without the routes to these places.
    private static func seen(without places: Int...) throws -> StatusObservation {
        var seen = try ObservedNode.working()
        seen.routes.removeAll { route in
            places.contains { route.destination == IPv4Network("172.18.\($0).0/24") }
        }
        return seen
    }

    @Test func `a route that is missing for a minute restarts flanneld, once`() throws {
        var watch = RouteWatch()
        let lost = try Self.seen(without: 66)
        #expect(watch.restarts(lost, at: .seconds(100)) == [])
        #expect(watch.restarts(lost, at: .seconds(159)) == [])
        #expect(watch.restarts(lost, at: .seconds(160)) == ["172.18.66.0/24"])
        for time in [161, 300, 86_400] {
            #expect(watch.restarts(lost, at: .seconds(time)) == [])
        }
        let more = try Self.seen(without: 66, 13)
        #expect(watch.restarts(more, at: .seconds(90_000)) == [])
        #expect(watch.restarts(more, at: .seconds(90_060)) == ["172.18.13.0/24"])
        #expect(watch.restarts(more, at: .seconds(99_999)) == [])
    }

    @Test func `a route that comes, or a lease that nobody tells of, is not missing`() throws {
        var watch = RouteWatch()
        let lost = try Self.seen(without: 66)
        var untold = lost
        untold.leases = nil
        for other in [try Self.seen(), untold] {
            #expect(watch.restarts(lost, at: .seconds(0)) == [])
            #expect(watch.restarts(other, at: .seconds(59)) == [])
            #expect(watch.restarts(lost, at: .seconds(61)) == [])
            #expect(watch.restarts(try Self.seen(), at: .seconds(62)) == [])
        }
    }

    @Test func `a stranger's lease restarts nothing`() throws {
        var watch = RouteWatch()
        var seen = try ObservedNode.working()
        seen.leases?.append(try ObservedNode.lease(77, of: "192.168.99.99"))
        for time in [0, 100] { #expect(watch.restarts(seen, at: .seconds(time)) == []) }
    }
}
