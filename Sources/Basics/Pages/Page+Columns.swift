extension Page {
    /// How wide a screen is at least.
    package static let width = 80

    /// A table whose columns are as wide as their cells, after two spaces. Where that is wider than
    /// a screen, the first column is cut, and then the second left out: what a terminal folds is no
    /// table.
    package mutating func table(_ rows: [[String]]) {
        var rows = rows.map { $0.map(visible) }
        func widths() -> [Int] {
            (0..<(rows.first?.count ?? 0)).map { column in
                rows.map { $0[column].unicodeScalars.count }.max() ?? 0
            }
        }
        func excess() -> Int { widths().reduce(0) { $0 + $1 + 2 } - Self.width }
        if excess() > 0 {
            let room = max(12, (widths().first ?? 0) - excess())
            for row in rows.indices { rows[row][0] = rows[row][0].cut(to: room) }
        }
        if excess() > 0, (rows.first?.count ?? 0) > 1 {
            for row in rows.indices { rows[row].remove(at: 1) }
        }
        let columns = widths()
        for row in rows {
            let cells = zip(row, columns).map { cell, width in
                cell + String(repeating: " ", count: width - cell.unicodeScalars.count)
            }
            line(("  " + cells.joined(separator: "  ")).trimmingEnd)
        }
    }
}

extension String {
    /// The words on lines of at most so many characters; a word that is longer is broken.
    package func wrapped(to width: Int) -> [String] {
        var lines: [String.UnicodeScalarView] = [.init()]
        for word in unicodeScalars.split(separator: " ") {
            if let line = lines.last, !line.isEmpty {
                if line.count + 1 + word.count <= width {
                    lines[lines.count - 1].append(" ")
                } else {
                    lines.append(.init())
                }
            }
            for scalar in word {
                if let line = lines.last, line.count == width { lines.append(.init()) }
                lines[lines.count - 1].append(scalar)
            }
        }
        return lines.map { String($0) }
    }

    fileprivate func cut(to width: Int) -> String {
        let scalars = unicodeScalars
        return scalars.count <= width ? self : String(scalars.prefix(width - 3)) + "..."
    }

    fileprivate var trimmingEnd: String { String(reversed().drop { $0 == " " }.reversed()) }
}
