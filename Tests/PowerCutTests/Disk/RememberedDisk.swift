import Foundation
import TestSupport
import Units

/// A disk as a set of inodes and the names that directories give them.
struct RememberedDisk: Hashable, Sendable {
    /// A file, a directory or a symbolic link.
    struct Inode: Hashable, Sendable {
        enum Kind: Hashable, Sendable { case directory, file, link }

        let kind: Kind
        var mode: UInt32
        var group = getegid()
        /// A file's bytes, or a link's target.
        var contents: [UInt8] = []
    }

    /// One thing that a disk can remember, or forget, by itself.
    enum Change: Hashable, Sendable {
        /// A directory's name for an inode; nil for none any more.
        case name(directory: Int, String, inode: Int?)
        /// A directory's two names, changed at once, as rename(2) does it.
        case rename(directory: Int, from: String, to: String, inode: Int)
        /// A file's bytes from an offset on.
        case bytes(inode: Int, at: Int, [UInt8])
        /// A file's length.
        case length(inode: Int, Int)
        /// A file's permissions.
        case mode(inode: Int, UInt32)
        /// A file's group.
        case group(inode: Int, UInt32)

        /// The inode whose fsync(2) makes the disk remember.
        var subject: Int {
            switch self {
            case .name(let inode, _, _), .rename(let inode, _, _, _): inode
            case .bytes(let inode, _, _), .length(let inode, _), .mode(let inode, _),
                .group(let inode, _):
                inode
            }
        }
    }

    static let top = 0

    var inodes: [Int: Inode] = [top: Inode(kind: .directory, mode: 0o755)]
    var names: [Int: [String: Int]] = [top: [:]]

    /// The inode at a path; nil if there is none.
    func inode(at path: String) -> Int? {
        path.split(separator: "/").reduce(Self.top) { inode, name in
            inode.flatMap { names[$0]?[String(name)] }
        }
    }

    mutating func apply(_ change: Change) {
        switch change {
        case .name(let directory, let name, let inode):
            names[directory, default: [:]][name] = inode
        case .rename(let directory, let from, let to, let inode):
            // The old name may never have come to the disk.
            if names[directory]?[from] == inode { names[directory]?[from] = nil }
            names[directory, default: [:]][to] = inode
        case .bytes(let inode, let offset, let bytes):
            var contents = inodes[inode]?.contents ?? []
            let missing = offset + bytes.count - contents.count
            if missing > 0 { contents += [UInt8](repeating: 0, count: missing) }
            contents.replaceSubrange(offset..<(offset + bytes.count), with: bytes)
            inodes[inode]?.contents = contents
        case .length(let inode, let length):
            let contents = inodes[inode]?.contents ?? []
            let padding = [UInt8](repeating: 0, count: max(0, length - contents.count))
            inodes[inode]?.contents = Array(contents.prefix(length)) + padding
        case .mode(let inode, let mode):
            inodes[inode]?.mode = mode
        case .group(let inode, let group):
            inodes[inode]?.group = group
        }
    }

    /// What can be reached from the top: two disks that differ elsewhere are the same.
    var reachable: RememberedDisk {
        var seen: Set<Int> = [Self.top]
        var rest = [Self.top]
        while let directory = rest.popLast() {
            rest += (names[directory] ?? [:]).values.filter { seen.insert($0).inserted }
        }
        var disk = self
        disk.inodes = inodes.filter { seen.contains($0.key) }
        disk.names = names.filter { seen.contains($0.key) }
        return disk
    }
}

extension RememberedDisk {
    /// The disk that a root directory is on.
    init(_ root: ScratchRoot) throws {
        let snapshot = try root.snapshot()
        var numbers: [UInt64: Int] = [snapshot["/"]?.inode ?? 0: Self.top]
        for (path, entry) in snapshot.entries.sorted(by: { $0.key < $1.key }) where path != "/" {
            let parent = (path as NSString).deletingLastPathComponent
            let number = numbers[entry.inode] ?? inodes.count
            numbers[entry.inode] = number
            inodes[number] = Inode(
                kind: entry.isDirectory ? .directory : entry.isLink ? .link : .file,
                mode: entry.mode & 0o7777,
                group: entry.owner[1],
                contents: Array(entry.contents ?? Data())
            )
            if let directory = inode(at: parent) {
                names[directory, default: [:]][(path as NSString).lastPathComponent] = number
            }
        }
    }

    /// Makes a directory all that the disk holds.
    func write(to top: URL) throws {
        var paths: [Int: String] = [:]
        try write(Self.top, to: top.path, &paths)
    }

    private func write(_ directory: Int, to path: String, _ paths: inout [Int: String]) throws {
        for (name, number) in names[directory] ?? [:] {
            guard let inode = inodes[number] else { continue }
            let path = "\(path)/\(name)"
            if let other = paths[number] {
                try check(link(other, path))
                continue
            }
            paths[number] = path
            switch inode.kind {
            case .directory:
                try check(mkdir(path, inode.mode))
                try write(number, to: path, &paths)
            case .link:
                try check(symlink(String(decoding: inode.contents, as: UTF8.self), path))
                continue
            case .file:
                try Data(inode.contents).write(to: URL(filePath: path))
            }
            if inode.group != getegid() { try check(chown(path, uid_t.max, inode.group)) }
            try check(chmod(path, inode.mode))
        }
    }

    private func check(_ result: Int32) throws {
        guard result == 0 else { throw POSIXError(.init(rawValue: errno) ?? .EIO) }
    }
}

extension RememberedDisk: CustomStringConvertible {
    /// Each path and what is there.
    var tree: [String: Inode] { tree(Self.top, "") }

    private func tree(_ directory: Int, _ path: String) -> [String: Inode] {
        var tree: [String: Inode] = [:]
        for (name, number) in names[directory] ?? [:] {
            let path = "\(path)/\(name)"
            tree[path] = inodes[number]
            tree.merge(self.tree(number, path)) { mine, _ in mine }
        }
        return tree
    }

    /// What `ls` would list.
    var description: String {
        tree.sorted { $0.key < $1.key }.map { path, inode in
            let text = String(decoding: inode.contents, as: UTF8.self).debugDescription
            return
                "\(path) \(String(inode.mode, radix: 8)) \(inode.contents.count) \(text.prefix(60))\n"
        }
        .joined()
    }
}
