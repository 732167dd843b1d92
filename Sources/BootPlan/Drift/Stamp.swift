/// What identifies the contents of a file without reading it (stat(2)).
///
/// The device is not part of it: its number changes from boot to boot, with the order in which disks
/// are found, and always on an overlay.
public struct Stamp: Hashable, Sendable {
    private let inode: UInt64
    private let size: UInt64
    private let modified: Int64

    /// The stamp of no file, for one that is not what the agent wrote: every boot looks into it.
    static let ofNoFile = Stamp(inode: 0, size: 0, modified: 0)

    /// A stamp; `modified` is the time of the last change of the bytes, in nanoseconds.
    public init(inode: UInt64, size: UInt64, modified: Int64) {
        self.inode = inode
        self.size = size
        self.modified = modified
    }
}

/// A path, and what lay there when the node was configured.
public struct Fact: Hashable, Sendable {
    /// Where it lies.
    public let path: NodePath
    /// Its stamp; nil if there was nothing.
    public let stamp: Stamp?

    /// What was found at a path.
    public init(_ path: NodePath, _ stamp: Stamp?) {
        self.path = path
        self.stamp = stamp
    }
}

extension Fact {
    /// One string: the stamp's numbers, or `-`, then the path.
    var text: String { "\(stamp.map(\.text) ?? "-") \(path)" }

    /// Reads what `text` wrote.
    init?(_ text: String) {
        guard let space = text.utf8.firstIndex(of: UInt8(ascii: " ")),
            let path = NodePath(String(text[text.utf8.index(after: space)...]))
        else { return nil }
        let stamp = text[..<space]
        if stamp == "-" {
            self.init(path, nil)
        } else {
            guard let stamp = Stamp(stamp) else { return nil }
            self.init(path, stamp)
        }
    }
}

extension Stamp {
    fileprivate var text: String { "\(inode):\(size):\(modified)" }

    fileprivate init?(_ text: Substring) {
        let colon = UInt8(ascii: ":")
        guard let first = text.utf8.firstIndex(of: colon),
            let last = text.utf8.lastIndex(of: colon), first != last,
            let inode = UInt64(text[..<first]),
            let size = UInt64(text[text.utf8.index(after: first)..<last]),
            let modified = Int64(text[text.utf8.index(after: last)...])
        else { return nil }
        self.init(inode: inode, size: size, modified: modified)
    }
}
