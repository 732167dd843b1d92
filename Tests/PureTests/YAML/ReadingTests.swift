import Testing
@testable import Basics
@testable import YAML

/// What PyYAML, with which cloud-init reads, makes of scalars; each row was asked of PyYAML.
@Suite struct ReadingTests {
    private static let readings: [(String?, [String])] = [
        (
            "a number",
            [
                "7", "007", "0x10", "0b11", "1_000", "-5", "+5", "1.5", "1.", ".5", "1.5e+3",
                "12:30", "1:2:3", "12:30.5", ".inf", "-.Inf", "+.inf", ".nan", "0", "0.", "1__2",
            ]
        ),
        ("a boolean", ["yes", "No", "ON", "true", "Off", "FALSE"]),
        ("a date", ["2026-11-24", "2026-1-2T3:04:05"]),
        (
            nil,
            [
                "08", "0xg", "0b2", ".", "1.e3", "1.5e3", "1e3", "12:60", "08:30", "y", "n",
                "yEs", "2026-1-2", "2026-11-24x", "26-11-24", "a1", "1a", "10.0.0.1", "1:b", "-.5",
                "-.nan", "0o7", "2026-11-2", "_1", "1.2.3", "'7'", "\"no\"", "rack-7-a1",
            ]
        ),
    ]

    @Test(arguments: readings)
    func `a scalar that others take for something else than a string is known`(
        reading: String?,
        scalars: [String]
    ) throws {
        for scalar in scalars {
            let document = try Document(parsing: Source(name: "", text: "key: \(scalar)"))
            #expect(document.root["key"]?.otherReading == reading, "\(scalar)")
        }
    }
}
