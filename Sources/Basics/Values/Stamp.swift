/// What tells a file, or a directory, from another one at its path: its length and its contents.
///
/// Inodes and times do not: an image may give every file of every version the same time, and some
/// file systems keep only seconds.
package struct Stamp: Hashable, Sendable {
    /// One word. A stamp of another form, as an earlier agent took it, is never the same.
    fileprivate let text: String

    /// The stamp of something of this length, by its bytes or by what stands for them.
    package init(length: Int, of bytes: [UInt8]) {
        text = "\(length):\(Fingerprint(of: bytes))"
    }

    fileprivate init(_ text: Substring) {
        self.text = String(text)
    }
}

/// A path, and what lay there when the node was configured.
package struct Fact: Hashable, Sendable {
    /// Where it lies.
    package let path: NodePath
    /// Its stamp; nil if there was nothing.
    package let stamp: Stamp?

    /// What was found at a path.
    package init(_ path: NodePath, _ stamp: Stamp?) {
        self.path = path
        self.stamp = stamp
    }
}

extension Fact {
    /// One string: the stamp, or `-`, then the path.
    package var text: String { "\(stamp?.text ?? "-") \(path)" }

    /// Reads what `text` wrote.
    package init?(_ text: String) {
        guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")), space != text.startIndex,
            let path = NodePath(String(text[text.utf8.index(after: space)...]))
        else { return nil }
        let stamp = text[..<space]
        self.init(path, stamp == "-" ? nil : Stamp(stamp))
    }
}
