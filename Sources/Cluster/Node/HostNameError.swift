import Basics

/// Why a string is not the name of a host.
package enum HostNameError: Error, Equatable, CustomStringConvertible {
    /// No character at all.
    case empty
    /// The first character that is not a letter, digit or hyphen.
    case illegal(Unicode.Scalar, in: String)
    /// More than `HostName.maximumLength` characters.
    case tooLong(String, length: Int)
    /// A hyphen as the first or the last character.
    case hyphenAtEnd(String)

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .empty:
            "the host name is empty"
        case .illegal(let scalar, let text):
            "the host name \(quoted(text)) contains \(quoted(String(scalar)));"
                + " only letters, digits and hyphens are legal"
        case .tooLong(let text, let length):
            "the host name \(quoted(text)) has \(length) characters;"
                + " at most \(HostName.maximumLength) are legal"
        case .hyphenAtEnd(let text):
            "the host name \(quoted(text)) begins or ends with a hyphen"
        }
    }
}
