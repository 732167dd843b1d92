import Glibc

/// The end of a time limit, on the clock that continues while the machine sleeps.
///
/// It is not a `ContinuousClock.Instant`: that clock is part of Swift's concurrency, which nothing
/// here needs, and which is linked into, and set up in, every program that names it.
struct Deadline {
    private let moment: Duration

    /// The moment `limit` from now.
    init(in limit: Duration) {
        moment = Self.now + limit
    }

    /// How much time is left; zero once the deadline has passed.
    var left: Duration { max(.zero, moment - Self.now) }

    private static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
