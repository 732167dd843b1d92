import Basics

/// Where file systems are to be mounted, and where some are.
package enum MountPoints {
    /// The mount points of an fstab(5), those that are mounted by hand too.
    package static func fstab(_ text: String) -> [NodePath] {
        text.split(separator: "\n").compactMap { line in
            let fields = line.split(whereSeparator: \.isWhitespace)
            guard fields.count >= 3, !fields[0].hasPrefix("#"), fields[2] != "swap" else {
                return nil
            }
            return NodePath(unescaped(fields[1]))
        }
    }

    /// Where something is mounted, by proc_pid_mountinfo(5).
    package static func mounted(_ mountinfo: String) -> Set<NodePath> {
        Set(
            mountinfo.split(separator: "\n").compactMap { line in
                let fields = line.split(separator: " ")
                return fields.count > 4 ? NodePath(unescaped(fields[4])) : nil
            }
        )
    }

    /// The name of the unit that mounts something at a place (systemd.mount(5), systemd-escape(1)).
    package static func unit(of place: NodePath) -> String {
        let name = place.text.dropFirst().utf8.map { byte -> String in
            let character = Character(Unicode.Scalar(byte))
            switch character {
            case "/": return "-"
            case "a"..."z", "A"..."Z", "0"..."9", ":", "_", ".": return String(character)
            default:
                let digits = String(byte, radix: 16)
                return "\\x" + (digits.count == 1 ? "0" : "") + digits
            }
        }.joined()
        return (name.hasPrefix(".") ? "\\x2e" + name.dropFirst() : name) + ".mount"
    }

    /// White space is written as three octal digits.
    private static func unescaped(_ field: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = field.utf8[...]
        while let byte = rest.popFirst() {
            let digits = rest.prefix(3)
            if byte == UInt8(ascii: "\\"), digits.count == 3,
                let code = UInt8(String(decoding: digits, as: UTF8.self), radix: 8)
            {
                bytes.append(code)
                rest = rest.dropFirst(3)
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
