/// The part of a program's version that decides what it can do.
public struct Version: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The first number.
    public let major: Int
    /// The second number.
    public let minor: Int

    /// The version `major.minor`.
    public init(_ major: Int, _ minor: Int) {
        self.major = major
        self.minor = minor
    }

    /// Finds the version in what a program prints: the last word of the first line that ends with a
    /// version, as in `etcd Version: 3.4.23` and `v0.22.3`. Nil if no line does.
    public init?(in text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            guard let word = line.split(whereSeparator: \.isWhitespace).last else { continue }
            let digits = word.hasPrefix("v") ? word.dropFirst() : word
            let numbers = digits.split(separator: ".", omittingEmptySubsequences: false)
            if numbers.count >= 2, let major = Self.number(numbers[0]),
                let minor = Self.number(numbers[1].prefix { $0 != "-" })
            {
                self.init(major, minor)
                return
            }
        }
        return nil
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    /// The two numbers, a dot between them.
    public var description: String { "\(major).\(minor)" }

    /// Orders by the first number, then by the second.
    public static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor) < (right.major, right.minor)
    }
}
