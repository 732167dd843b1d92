extension StringProtocol {
    /// The string without the characters at either end for which the predicate holds.
    package func trimming(while isTrimmed: (Character) -> Bool) -> SubSequence {
        var text = self[...]
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text.drop(while: isTrimmed)
    }

    /// Whether the string can be a group's name, by the rule of groupadd(8).
    package var isGroupName: Bool {
        let isLegal = utf8.allSatisfy {
            "abcdefghijklmnopqrstuvwxyz0123456789_-".utf8.contains($0)
        }
        let first = utf8.first.map { $0 == UInt8(ascii: "_") || (97...122).contains($0) }
        return first == true && isLegal && utf8.count <= 32
    }
}

extension Unicode.Scalar {
    /// Whether this is a control character: Unicode's categories Cc, Cf, and the line separators,
    /// none of which has a place in a name, a path or a key. Nor have its noncharacters: systemd
    /// reads nothing of a file that has one (`src/basic/utf8.c`).
    package var isControl: Bool {
        // Most are these, and Unicode's tables are slow.
        guard !(" "..."~").contains(self) else { return false }
        return switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: properties.isNoncharacterCodePoint
        }
    }
}
