/// FNV-1a, 64 bits: tells whether a file was edited. It does not protect against an attacker.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// How many digits it is written with.
    static let length = 16

    private let value: UInt64

    /// The fingerprint of some bytes.
    public init(of bytes: some Sequence<UInt8>) {
        value = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The fingerprint of a string.
    public init(of text: String) {
        self.init(of: text.utf8)
    }

    /// A number below a count that does not change from boot to boot.
    func remainder(by count: Int) -> Int { Int(value % UInt64(count)) }

    /// Reads what `description` writes.
    init?(_ text: String) {
        guard text.utf8.count == Self.length, !text.hasPrefix("+"),
            let value = UInt64(text, radix: 16)
        else { return nil }
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: Self.length - digits.count) + digits
    }
}
