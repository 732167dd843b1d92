/// SplitMix64: the same numbers on every run, so that a test that fails does so again.
package struct Chance: RandomNumberGenerator {
    private var state: UInt64

    /// The numbers of a seed.
    package init(_ seed: Int) {
        state = UInt64(seed)
    }

    /// The next one.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// A few of these pieces, one after the other.
    package mutating func text(of pieces: [String], atMost most: Int) -> String {
        (0..<Int.random(in: 0...most, using: &self)).reduce(into: "") { text, _ in
            text += pieces.randomElement(using: &self) ?? ""
        }
    }
}
