import Readback
import Testing
@testable import Basics

@Suite struct UTCTimeTests {
    @Test(arguments: [
        // seconds since 1970, as date(1) has them
        (0, "1970-01-01 00:00:00 UTC"),
        (951_782_400, "2000-02-29 00:00:00 UTC"),
        (951_868_799, "2000-02-29 23:59:59 UTC"),
        (1_795_521_600, "2026-11-24 12:00:00 UTC"),
        (4_107_542_400, "2100-03-01 00:00:00 UTC"),
        (-1, "1969-12-31 23:59:59 UTC"),
    ])
    func `a moment is shown as date shows it`(seconds: Int, shown: String) {
        #expect("\(UTCTime(Int64(seconds)))" == shown)
    }
}
