/// A JSON value (RFC 8259), for the programs that read a plan and for the record.
package enum JSON: Sendable {
    case null
    case bool(Bool)
    case number(Int)
    case string(String)
    case array([JSON])
    /// Members, in the order in which they are written.
    case object([(String, JSON)])

    /// The text, indented by two spaces a level, with a newline after it.
    package var text: String {
        var text = ""
        write(to: &text, indent: "")
        return text + "\n"
    }

    /// The text in one line, without white space between its parts and without a line's end.
    package var line: String {
        switch self {
        case .null, .bool, .number, .string:
            var text = ""
            write(to: &text, indent: "")
            return text
        case .array(let items):
            return "[\(items.map(\.line).joined(separator: ","))]"
        case .object(let members):
            let pairs = members.map { "\(JSON.string($0).line):\($1.line)" }
            return "{\(pairs.joined(separator: ","))}"
        }
    }

    private func write(to text: inout String, indent: String) {
        switch self {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .number(let value): text += "\(value)"
        case .string(let value): Self.write(value, to: &text)
        case .array(let items):
            Self.write(items, between: ("[", "]"), to: &text, indent: indent) {
                item,
                text,
                indent in
                item.write(to: &text, indent: indent)
            }
        case .object(let members):
            Self.write(members, between: ("{", "}"), to: &text, indent: indent) {
                member,
                text,
                indent in
                Self.write(member.0, to: &text)
                text += ": "
                member.1.write(to: &text, indent: indent)
            }
        }
    }

    private static func write<Item>(
        _ items: [Item],
        between brackets: (String, String),
        to text: inout String,
        indent: String,
        item: (Item, inout String, String) -> Void
    ) {
        text += brackets.0
        let inner = indent + "  "
        for (index, value) in items.enumerated() {
            text += index == 0 ? "\n\(inner)" : ",\n\(inner)"
            item(value, &text, inner)
        }
        text += items.isEmpty ? brackets.1 : "\n\(indent)\(brackets.1)"
    }

    private static func write(_ string: String, to text: inout String) {
        text += "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\t": text += "\\t"
            case "\r": text += "\\r"
            // A terminal shows JSON too.
            case _ where visible(scalar) != String(scalar):
                for unit in String(scalar).utf16 {
                    let digits = String(unit, radix: 16)
                    text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
                }
            default: text.unicodeScalars.append(scalar)
            }
        }
        text += "\""
    }
}
