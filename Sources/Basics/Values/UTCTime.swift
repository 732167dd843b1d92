/// A moment as a message has it, `2026-11-24 12:00:00 UTC`.
package struct UTCTime: CustomStringConvertible {
    /// The day, `2026-11-24`.
    package let date: String
    private let time: String

    package var description: String { "\(date) \(time) UTC" }

    /// A moment in seconds since 1970.
    package init(_ seconds: Int64) {
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

    /// The Gregorian date of a day since 1970: years begin in March, so that the day that some have
    /// more is their last (Howard Hinnant, "chrono-Compatible Low-Level Date Algorithms",
    /// `civil_from_days`).
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

    /// The same the other way round (`days_from_civil`), as the seconds with which the day begins;
    /// nil for a day that there is not.
    package static func seconds(ofDay day: (year: Int64, month: Int64, date: Int64)) -> Int64? {
        let year = day.month <= 2 ? day.year - 1 : day.year
        let era = floor(year, 400)
        let ofEra = year - era * 400
        let ofYear = (153 * (day.month + (day.month > 2 ? -3 : 9)) + 2) / 5 + day.date - 1
        let days = era * 146_097 + ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear - 719_468
        return civil(days) == day ? days * 86_400 : nil
    }
}
