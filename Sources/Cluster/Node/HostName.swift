import Basics

/// The name of a host, without its domain: one label that is legal by RFC 1123, 2.1.
///
/// It is 1 to 63 ASCII letters, digits and hyphens, with no hyphen at either end. Its case is kept.
package struct HostName: Sendable, Hashable, CustomStringConvertible {
    /// The name as it was given.
    package let description: String

    /// The most characters of a label (RFC 1035, 2.3.4).
    static let maximumLength = 63

    /// Checks a label; a dot is refused like any other illegal character.
    package init(_ text: String) throws(InputError) {
        guard !text.isEmpty else { throw InputError("the host name is empty") }
        let name = "the host name \(quoted(text))"
        for scalar in text.unicodeScalars where !Self.isLegal(scalar) {
            throw InputError(
                "\(name) contains \(quoted(String(scalar))); only letters, digits and hyphens are "
                    + "legal"
            )
        }
        let length = text.utf8.count
        guard length <= Self.maximumLength else {
            throw InputError(
                "\(name) has \(length) characters; at most \(Self.maximumLength) are legal"
            )
        }
        guard text.first != "-", text.last != "-" else {
            throw InputError("\(name) begins or ends with a hyphen")
        }
        description = text
    }

    /// The name as a resolver compares it (RFC 4343).
    var folded: String { description.lowercased() }

    /// What is wrong with two names in one cluster, of members or workers.
    static func differInCase(_ first: HostName, _ second: HostName) -> InputError {
        InputError(
            "'\(first)' and '\(second)' differ only in case",
            about: .init(entry: second.description)
        )
    }

    private static func isLegal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9", "-": true
        default: false
        }
    }
}
