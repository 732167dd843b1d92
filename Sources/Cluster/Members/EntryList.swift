import Basics

/// The entries of `name=url,name=url`, as etcd writes its initial cluster; white space after a
/// comma is ignored, because operators fold the string over lines.
struct EntryList {
    /// The entries, none empty and none with white space inside.
    let entries: [Substring]

    init(_ text: String) throws(EntryListError) {
        let whole = text.trimming(while: Self.isFold)
        guard !whole.isEmpty else { throw .empty }
        var entries: [Substring] = []
        for entry in whole.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = entry.drop(while: Self.isFold)
            guard !entry.isEmpty else { throw .emptyEntry(position: entries.count + 1) }
            guard !entry.unicodeScalars.contains(where: \.isControl) else {
                throw .control(entry: String(entry))
            }
            guard !entry.contains(where: \.isWhitespace) else {
                throw .whiteSpace(entry: String(entry))
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    private static func isFold(_ character: Character) -> Bool {
        [" ", "\t", "\n", "\r", "\r\n"].contains(character)
    }
}

/// Why a string is not a list of entries.
package enum EntryListError: Error, Equatable, CustomStringConvertible {
    /// No entry at all.
    case empty
    /// Two commas, or one at the end.
    case emptyEntry(position: Int)
    /// A control character inside an entry.
    case control(entry: String)
    /// White space inside an entry.
    case whiteSpace(entry: String)

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .empty: "no entry"
        case .emptyEntry(let position): "entry \(position) is empty; remove a comma"
        case .control(let entry): "control character in \(quoted(entry))"
        case .whiteSpace(let entry):
            "white space inside \(quoted(entry)); it is allowed only after a comma"
        }
    }
}
