import Glibc

/// The end of a time limit, on the clock that continues while the machine sleeps.
///
/// Not a `ContinuousClock.Instant`: that clock is part of Swift's concurrency, which nothing here
/// needs, and which is linked and set up for every start of a program that names it.
public struct Deadline: Sendable {
    private let moment: Duration

    /// The moment that is `limit` away.
    public init(in limit: Duration) {
        moment = Self.now + limit
    }

    /// How long it is until then; zero once it has passed.
    public var left: Duration { max(.zero, moment - Self.now) }

    /// The same for poll(2), rounded up: the last millisecond would be spent turning in circles.
    var milliseconds: Int32 {
        Int32(clamping: Int64(max(0, left / .milliseconds(1)).rounded(.up)))
    }

    /// Waits until then.
    public func wait() {
        while left > .zero { _ = poll(nil, 0, milliseconds) }
    }

    /// The time on that clock.
    static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
