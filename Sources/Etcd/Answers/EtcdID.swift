import Basics

/// The 64 bits by which etcd knows a member or a cluster.
///
/// People and messages have them in hexadecimal. In JSON etcd writes them in decimal, above 2^53 as
/// a rule: whoever reads that as a floating-point number has another member's ID.
package struct EtcdID: Hashable, Sendable, CustomStringConvertible {
    private let value: UInt64

    /// Reads what etcd prints and what `etcdctl member remove` takes.
    package init?(hexadecimal text: some StringProtocol) {
        guard let value = Self.number(text, radix: 16) else { return nil }
        self.value = value
    }

    /// Reads a number of etcd's JSON.
    package init?(decimal text: some StringProtocol) {
        guard let value = Self.number(text, radix: 10) else { return nil }
        self.value = value
    }

    private static func number(_ text: some StringProtocol, radix: Int) -> UInt64? {
        // A sign is a number's for Swift, and not for etcd.
        text.allSatisfy(\.isHexDigit) ? UInt64(text, radix: radix) : nil
    }

    /// Hexadecimal without leading zeros, as `types.ID.String` of etcd writes it.
    package var description: String { String(value, radix: 16) }
}
