import Basics

/// The entries of `name=url,name=url`, as etcd writes its initial cluster; white space after a
/// comma is ignored, because operators fold the string over lines.
struct EntryList {
    /// The entries, none empty and none with white space inside.
    let entries: [Substring]

    /// nil if there is none.
    init?(_ text: String) throws(InputError) {
        let whole = text.trimming(while: Self.isFold)
        guard !whole.isEmpty else { return nil }
        var entries: [Substring] = []
        for entry in whole.split(separator: ",", omittingEmptySubsequences: false) {
            let entry = entry.drop(while: Self.isFold)
            guard !entry.isEmpty else {
                throw InputError("entry \(entries.count + 1) is empty; remove a comma")
            }
            guard !entry.unicodeScalars.contains(where: \.isControl) else {
                throw InputError("control character in \(quoted(String(entry)))")
            }
            guard !entry.contains(where: \.isWhitespace) else {
                throw InputError(
                    "white space inside \(quoted(String(entry))); it is allowed only after a comma"
                )
            }
            entries.append(entry)
        }
        self.entries = entries
    }

    private static func isFold(_ character: Character) -> Bool {
        [" ", "\t", "\n", "\r", "\r\n"].contains(character)
    }
}
