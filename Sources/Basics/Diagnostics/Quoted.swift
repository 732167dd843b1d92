/// Input as a message may quote it: in single quotes, on one line, cut after 64 characters, and
/// with an escape for every character that a terminal would obey or not show.
package func quoted(_ text: String, limit: Int = 64) -> String {
    var result = ""
    for scalar in text.unicodeScalars.prefix(limit) {
        switch scalar {
        case "'", "\\": result += "\\\(scalar)"
        default: result += visible(scalar)
        }
    }
    let isWhole = text.unicodeScalars.dropFirst(limit).isEmpty
    return "'\(result)'\(isWhole ? "" : "...")"
}

/// A name from elsewhere as a message may have it: as it is, if it cannot be taken for more than a
/// name; quoted otherwise.
package func plainOrQuoted(_ name: String) -> String {
    isPlain(name) && name.utf8.count <= 64 ? name : quoted(name)
}

/// Whether a string is at least one letter, digit, dot, hyphen or underscore of ASCII, and nothing
/// else.
package func isPlain(_ text: String, besides others: String = "") -> Bool {
    !text.isEmpty
        && text.unicodeScalars.allSatisfy { scalar in
            switch scalar {
            case "a"..."z", "A"..."Z", "0"..."9", ".", "-", "_": true
            default: others.unicodeScalars.contains(scalar)
            }
        }
}

/// The string with its control characters and other invisible ones written as in a Swift literal.
///
/// Unlike in `quoted(_:)`, quotes and backslashes stay as they are.
package func visible(_ text: String) -> String {
    text.unicodeScalars.reduce(into: "") { $0 += visible($1) }
}

package func visible(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case " "..."~": return String(scalar)
    case "\t": return "\\t"
    case "\n": return "\\n"
    case "\r": return "\\r"
    default: break
    }
    switch scalar.properties.generalCategory {
    // Format characters turn the direction of writing; a space may look like U+0020 and not be it.
    case .control, .format, .lineSeparator, .paragraphSeparator, .spaceSeparator, .privateUse,
        .surrogate, .unassigned:
        return "\\u{\(String(scalar.value, radix: 16))}"
    default: return String(scalar)
    }
}
