import CLinux
import Foundation
import Linux

/// All that a tree of files is: each name with its inode, times, owner, mode, attributes and bytes.
///
/// Of the times, only the last access is left out, which reading changes.
package struct Snapshot: Equatable, Sendable {
    /// What lies at a path.
    package struct Entry: Equatable, Sendable {
        /// The type and the permissions, as stat(2) has them.
        package let mode: UInt32
        /// The user and the group.
        package let owner: [UInt32]
        /// Which file it is.
        package let inode: UInt64
        /// How many names the file has.
        package let links: UInt64
        /// The last change of the bytes, in nanoseconds.
        package let modified: Int
        /// The last change of anything, in nanoseconds.
        package let changed: Int
        /// The extended attributes.
        package let attributes: [String: Data]
        /// A file's bytes or a symbolic link's target; nil for all else.
        package fileprivate(set) var contents: Data?

        /// Whether it is a directory.
        package var isDirectory: Bool { mode & S_IFMT == S_IFDIR }
        /// Whether it is a symbolic link.
        package var isLink: Bool { mode & S_IFMT == S_IFLNK }

        /// The contents as text.
        package var text: String? { contents.map { String(decoding: $0, as: UTF8.self) } }
    }

    /// What is there, by its path below the top, with a slash in front.
    package private(set) var entries: [String: Entry] = [:]

    /// Looks at all that is below a directory, and at the directory itself.
    package init(of top: URL) throws {
        entries["/"] = try Entry(top.path)
        let paths = try FileManager.default.subpathsOfDirectory(atPath: top.path)
        for path in paths {
            entries["/" + path] = try Entry("\(top.path)/\(path)")
        }
    }

    /// What lies at a path, if anything does.
    package subscript(path: String) -> Entry? { entries[path] }

    /// Has a file's text another way, to leave out of it what must differ.
    package mutating func rewrite(_ path: String, _ change: (String) -> String) {
        guard let text = entries[path]?.text else { return }
        entries[path]?.contents = Data(change(text).utf8)
    }

    /// Every path at which something is not as it was, and in what; empty if nobody wrote in
    /// between.
    package func changes(since before: Snapshot) -> [String] {
        Set(entries.keys).union(before.entries.keys).sorted().compactMap { path in
            switch (before[path], self[path]) {
            case (nil, _): return "\(path): new"
            case (_, nil): return "\(path): gone"
            case (let old?, let new?):
                let differences = new.differences(from: old)
                return differences.isEmpty
                    ? nil : "\(path): \(differences.joined(separator: ", "))"
            }
        }
    }

    /// The text of each regular file below a directory, by path.
    package func texts(below directory: String) -> [String: String] {
        entries
            .filter { $0.key.hasPrefix(directory + "/") && $0.value.mode & S_IFMT == S_IFREG }
            .compactMapValues(\.text)
    }

    /// The target of each symbolic link below a directory, by path.
    package func targets(below directory: String) -> [String: String] {
        entries
            .filter { $0.key.hasPrefix(directory + "/") && $0.value.mode & S_IFMT == S_IFLNK }
            .compactMapValues(\.text)
    }
}

extension Snapshot.Entry {
    fileprivate init(_ path: String) throws {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
        mode = status.st_mode
        owner = [status.st_uid, status.st_gid]
        inode = UInt64(status.st_ino)
        links = UInt64(status.st_nlink)
        modified = status.st_mtim.tv_sec * 1_000_000_000 + status.st_mtim.tv_nsec
        changed = status.st_ctim.tv_sec * 1_000_000_000 + status.st_ctim.tv_nsec
        attributes = Self.attributes(path)
        switch status.st_mode & S_IFMT {
        case S_IFREG:
            // Foundation loses the buffer that it reads an empty file into.
            contents = status.st_size == 0 ? Data() : try Data(contentsOf: URL(filePath: path))
        case S_IFLNK:
            contents = Data(
                try FileManager.default.destinationOfSymbolicLink(atPath: path).utf8
            )
        default:
            contents = nil
        }
    }

    private static func attributes(_ path: String) -> [String: Data] {
        var names = [UInt8](repeating: 0, count: 1 << 16)
        let length = names.withUnsafeMutableBytes {
            llistxattr(path, $0.baseAddress?.assumingMemoryBound(to: CChar.self), $0.count)
        }
        var attributes: [String: Data] = [:]
        for name in names.prefix(max(0, length)).split(separator: 0) {
            let name = String(decoding: name, as: UTF8.self)
            var value = [UInt8](repeating: 0, count: 1 << 16)
            let size = lgetxattr(path, name, &value, value.count)
            attributes[name] = Data(value.prefix(max(0, size)))
        }
        return attributes
    }

    fileprivate func differences(from old: Self) -> [String] {
        [
            (mode != old.mode, "mode"), (owner != old.owner, "owner"),
            (inode != old.inode, "inode"), (links != old.links, "links"),
            (modified != old.modified, "modified"), (changed != old.changed, "changed"),
            (attributes != old.attributes, "attributes"), (contents != old.contents, "contents"),
        ].filter(\.0).map(\.1)
    }
}
