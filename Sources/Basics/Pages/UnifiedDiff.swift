/// The difference of two texts, as `diff -u` writes it (POSIX, diff, "Diff -u Output Format") and
/// patch(1) reads it.
package struct UnifiedDiff {
    /// One line of the output, its first character included: ` `, `-`, `+`, `@`, or `\`.
    package private(set) var lines: [String] = []

    private static let context = 3

    /// Compares two files by lines; a file that is not there is `/dev/null`.
    package init(of path: String, from old: [UInt8]?, to new: [UInt8]?) {
        let oldLines = Self.lines(of: old ?? [])
        let newLines = Self.lines(of: new ?? [])
        let edits = Self.edits(from: oldLines, to: newLines)
        guard edits.contains(where: { $0.kind != .same }) else { return }
        lines.append("--- \(old == nil ? "/dev/null" : visible(path))")
        lines.append("+++ \(new == nil ? "/dev/null" : visible(path))")
        for hunk in Self.hunks(edits) {
            append(edits[hunk], startingAt: hunk.lowerBound, of: edits)
        }
    }

    private mutating func append(
        _ hunk: ArraySlice<Edit>,
        startingAt start: Int,
        of edits: [Edit]
    ) {
        func range(_ kind: Edit.Kind) -> String {
            let before = edits[..<start].count { $0.kind == .same || $0.kind == kind }
            let count = hunk.count { $0.kind == .same || $0.kind == kind }
            // A range without lines names the line that it comes after.
            return "\(count == 0 ? before : before + 1),\(count)"
        }
        lines.append("@@ -\(range(.removed)) +\(range(.added)) @@")
        for edit in hunk {
            // By its byte: to Swift, CR LF is one character, and does not end with LF.
            let isWhole = edit.line.last == UInt8(ascii: "\n")
            let text = String(decoding: isWhole ? edit.line.dropLast() : edit.line, as: UTF8.self)
            lines.append(edit.kind.rawValue + text)
            if !isWhole { lines.append("\\ No newline at end of file") }
        }
    }

    private struct Edit {
        enum Kind: String {
            case same = " "
            case removed = "-"
            case added = "+"
        }

        let kind: Kind
        let line: ArraySlice<UInt8>
    }

    /// Lines with their ends, so that a last line without one differs from one with it.
    private static func lines(of bytes: [UInt8]) -> [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = bytes.startIndex
        while start < bytes.endIndex {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")).map { $0 + 1 }
            lines.append(bytes[start..<(end ?? bytes.endIndex)])
            start = end ?? bytes.endIndex
        }
        return lines
    }

    private static func edits(
        from old: [ArraySlice<UInt8>],
        to new: [ArraySlice<UInt8>]
    ) -> [Edit] {
        let head = zip(old, new).prefix { $0 == $1 }.count
        let rest = (old: old.dropFirst(head), new: new.dropFirst(head))
        let tail = zip(rest.old.reversed(), rest.new.reversed()).prefix { $0 == $1 }.count
        return old.prefix(head).map { Edit(kind: .same, line: $0) }
            + changes(from: Array(rest.old.dropLast(tail)), to: Array(rest.new.dropLast(tail)))
            + old.suffix(tail).map { Edit(kind: .same, line: $0) }
    }

    private static func changes(
        from old: [ArraySlice<UInt8>],
        to new: [ArraySlice<UInt8>]
    ) -> [Edit] {
        // The time and memory of the shortest edit grow with the square of its length.
        guard old.count + new.count <= 2000 else {
            return old.map { Edit(kind: .removed, line: $0) }
                + new.map { Edit(kind: .added, line: $0) }
        }
        var removed: Set<Int> = []
        var added: Set<Int> = []
        for change in new.difference(from: old) {
            switch change {
            case .remove(let offset, _, _): removed.insert(offset)
            case .insert(let offset, _, _): added.insert(offset)
            }
        }
        var edits: [Edit] = []
        var oldIndex = 0
        var newIndex = 0
        while oldIndex < old.count || newIndex < new.count {
            if removed.contains(oldIndex) {
                edits.append(Edit(kind: .removed, line: old[oldIndex]))
                oldIndex += 1
            } else if added.contains(newIndex) {
                edits.append(Edit(kind: .added, line: new[newIndex]))
                newIndex += 1
            } else {
                edits.append(Edit(kind: .same, line: old[oldIndex]))
                oldIndex += 1
                newIndex += 1
            }
        }
        return edits
    }

    /// The changed places with the lines around them; places whose surroundings meet are one.
    private static func hunks(_ edits: [Edit]) -> [Range<Int>] {
        var hunks: [Range<Int>] = []
        for index in edits.indices where edits[index].kind != .same {
            let range = max(0, index - context)..<min(edits.count, index + context + 1)
            if let last = hunks.last, last.upperBound >= range.lowerBound {
                hunks[hunks.count - 1] = last.lowerBound..<range.upperBound
            } else {
                hunks.append(range)
            }
        }
        return hunks
    }
}
