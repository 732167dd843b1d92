/// A moment as a message has it, `2026-11-24 12:00:00 UTC`.
struct UTCTime: CustomStringConvertible {
    /// The day, `2026-11-24`.
    let date: String
    private let time: String

    var description: String { "\(date) \(time) UTC" }

    /// A moment in seconds since 1970.
    init(_ seconds: Int64) {
        let day = Self.floor(seconds, 86_400)
        let time = seconds - day * 86_400
        let (year, month, ofMonth) = Self.civil(day)
        func two(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
        date = "\(year)-\(two(month))-\(two(ofMonth))"
        self.time = "\(two(time / 3600)):\(two(time / 60 % 60)):\(two(time % 60))"
    }

    private static func floor(_ number: Int64, _ divisor: Int64) -> Int64 {
        (number - (number % divisor + divisor) % divisor) / divisor
    }

    /// The Gregorian date of a day since 1970: years begin in March, so that the day that some have more
    /// is their last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms", `civil_from_days`).
    private static func civil(_ day: Int64) -> (year: Int64, month: Int64, date: Int64) {
        let shifted = day + 719_468
        let era = floor(shifted, 146_097)
        let ofEra = shifted - era * 146_097
        let year = (ofEra - ofEra / 1460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * year + year / 4 - year / 100)
        let march = (5 * ofYear + 2) / 153
        let month = march < 10 ? march + 3 : march - 9
        return (
            year + era * 400 + (month <= 2 ? 1 : 0), month, ofYear - (153 * march + 2) / 5 + 1
        )
    }
}
