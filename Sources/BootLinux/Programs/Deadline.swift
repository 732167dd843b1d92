import Glibc

/// The end of a time limit, on the clock that goes on while the machine sleeps.
///
/// Not a `ContinuousClock.Instant`: that clock is part of Swift's concurrency, which nothing here
/// needs, and which is linked and set up for every start of a program that names it.
struct Deadline {
    private let moment: Duration

    /// The moment that is `limit` away.
    init(in limit: Duration) {
        moment = Self.now + limit
    }

    /// How long it is until then; zero once it has passed.
    var left: Duration { max(.zero, moment - Self.now) }

    private static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
