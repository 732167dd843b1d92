/// FNV-1a, 64 bits: tells whether a file was edited. It does not protect against an attacker.
package struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    /// How many digits it is written with.
    package static let length = 16

    private let value: UInt64

    /// The fingerprint of some bytes. Not of any sequence: another module's would be read a call
    /// for a byte.
    package init(of bytes: [UInt8]) {
        self.init(hashing: bytes)
    }

    private init(hashing bytes: some Sequence<UInt8>) {
        value = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// The fingerprint of a string.
    package init(of text: String) {
        self.init(hashing: text.utf8)
    }

    /// A number below a count that does not change from boot to boot.
    package func remainder(by count: Int) -> Int { Int(value % UInt64(count)) }

    /// Reads what `description` writes.
    package init?(_ text: String) {
        guard text.utf8.count == Self.length, !text.hasPrefix("+"),
            let value = UInt64(text, radix: 16)
        else { return nil }
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    package var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: Self.length - digits.count) + digits
    }
}
