import Glibc

/// The end of a time limit, on the clock that continues while the machine sleeps.
///
/// Not a `ContinuousClock.Instant`: that clock is part of Swift's concurrency, which nothing here
/// needs, and which is linked and set up for every start of a program that names it.
package struct Deadline: Sendable {
    private let moment: Duration

    /// The moment that is `limit` away.
    package init(in limit: Duration) {
        moment = Self.now + limit
    }

    /// How long it is until then; zero once it has passed.
    package var left: Duration { max(.zero, moment - Self.now) }

    /// The same for poll(2), rounded up: the last millisecond would be spent turning in circles.
    package var milliseconds: Int32 {
        Int32(clamping: Int64(max(0, left / .milliseconds(1)).rounded(.up)))
    }

    /// Waits until then.
    package func wait() {
        while left > .zero { _ = poll(nil, 0, milliseconds) }
    }

    /// The time on that clock.
    package static var now: Duration {
        var time = timespec()
        unsafe clock_gettime(CLOCK_BOOTTIME, &time)
        return .seconds(time.tv_sec) + .nanoseconds(time.tv_nsec)
    }
}
