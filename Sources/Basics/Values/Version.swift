/// The part of a program's version that decides what it can do.
package struct Version: Comparable, Hashable, Sendable, CustomStringConvertible {
    /// The first number.
    package let major: Int
    /// The second number.
    package let minor: Int
    /// The third number; 0 where none is told.
    package let patch: Int

    /// The version `major.minor.patch`.
    package init(_ major: Int, _ minor: Int, _ patch: Int = 0) {
        (self.major, self.minor, self.patch) = (major, minor, patch)
    }

    /// Finds the version in what a program prints: the last word of the first line that ends with a
    /// version, as in `etcd Version: 3.4.23` and `v0.22.3`, or the word after `version` in it, as
    /// in `Docker version 28.5.2, build ecc6942`. Nil if no line has one.
    package init?(in text: String) {
        for line in text.split(whereSeparator: \.isNewline) {
            let words = line.split(whereSeparator: \.isWhitespace)
            let named = words.firstIndex(of: "version").map { words[$0...].dropFirst().prefix(1) }
            for word in words.suffix(1) + (named ?? []) {
                if let version = Version(word: word) {
                    self = version
                    return
                }
            }
        }
        return nil
    }

    private init?(word: Substring) {
        let digits = word.hasPrefix("v") ? word.dropFirst() : word
        let numbers = digits.split(separator: ".", omittingEmptySubsequences: false)
            .map { $0.prefix { !"-+,~".contains($0) } }
        guard numbers.count >= 2, let major = Self.number(numbers[0]),
            let minor = Self.number(numbers[1])
        else { return nil }
        self.init(major, minor, numbers.count > 2 ? Self.number(numbers[2]) ?? 0 : 0)
    }

    private static func number(_ text: Substring) -> Int? {
        text.utf8.allSatisfy { (48...57).contains($0) } ? Int(text) : nil
    }

    /// The numbers, a dot between them; without the third where it is 0.
    package var description: String { patch == 0 ? series : "\(series).\(patch)" }

    /// The first two numbers: what its patch releases have in common.
    package var series: String { "\(major).\(minor)" }

    /// Orders by the first number, then by the second, then by the third.
    package static func < (left: Version, right: Version) -> Bool {
        (left.major, left.minor, left.patch) < (right.major, right.minor, right.patch)
    }
}
