import Foundation
import TestSupport
import Units

/// What a run did to its disk, call by call, and what it made sure of on the way.
struct DiskTrace: Sendable {
    enum Step: Sendable {
        /// A change, which the disk may still forget.
        case change(RememberedDisk.Change)
        /// From here on the disk remembers what was changed about an inode.
        case flush(inode: Int)
        /// From here on the disk remembers all that was changed.
        case flushAll
    }

    /// The disk before.
    let before: RememberedDisk
    private(set) var steps: [Step] = []
    /// Calls that could not be understood: there must be none.
    private(set) var unknown: [TracedCall] = []

    private var now: RememberedDisk
    private let root: String
    private var offsets: [String: Int] = [:]
    private var nextInode: Int

    /// The disk after the run, by its calls.
    var end: RememberedDisk { now.reachable }

    /// What calls of one's own would do to an empty disk.
    init(steps: [Step], made: [Int: RememberedDisk.Inode]) {
        before = RememberedDisk()
        now = before
        nextInode = before.inodes.count
        root = ""
        self.steps = steps
        self.made = made
    }

    /// Runs the agent on an image.
    init(of arguments: [String], on image: Image) async throws {
        before = try RememberedDisk(image.root)
        now = before
        nextInode = before.inodes.count
        root = image.root.url.path
        for call in try await image.calls(of: arguments, longestString: 1 << 20)
        where !call.isRefused && call.touchesDisk(below: root) {
            read(call)
        }
    }

    private mutating func read(_ call: TracedCall) {
        switch call.name {
        case "open", "creat": open(call, path: call.path(0), flags: call.arguments[1])
        case "openat", "openat2":
            open(call, path: call.path(1, below: 0), flags: call.arguments[2])
        case "write": write(call)
        case "fsync", "fdatasync": flush(call.openPath(0), call)
        case "syncfs", "sync": steps.append(.flushAll)
        case "rename": rename(call.path(0), call.path(1), call)
        case "renameat", "renameat2":
            rename(call.path(1, below: 0), call.path(3, below: 2), call)
        case "link": name(call.path(1), inode(call.path(0)), call)
        case "linkat": name(call.path(3, below: 2), inode(call.path(1, below: 0)), call)
        case "unlink", "rmdir": name(call.path(0), nil, call)
        case "unlinkat": name(call.path(1, below: 0), nil, call)
        case "symlink": make(.link, call.path(1), 0o777, call.arguments[0].unquotedBytes, call)
        case "mkdir": make(.directory, call.path(0), call.mode(1), [], call)
        case "mkdirat": make(.directory, call.path(1, below: 0), call.mode(2), [], call)
        case "fchmod": chmod(call.openPath(0), call.mode(1), call)
        // Everything is the tests' own user's.
        case "fchown": chgrp(call.openPath(0), call.arguments[2], call)
        // Times tell nobody anything.
        case "utimensat": break
        default: unknown.append(call)
        }
    }

    private func inode(_ path: String) -> Int? {
        guard path.hasPrefix(root) else { return nil }
        return now.inode(at: String(path.dropFirst(root.count)))
    }

    private mutating func change(_ change: RememberedDisk.Change) {
        now.apply(change)
        steps.append(.change(change))
    }

    private mutating func open(_ call: TracedCall, path: String, flags: String) {
        offsets[path] = 0
        if let inode = inode(path) {
            if flags.contains("O_TRUNC") { change(.length(inode: inode, 0)) }
        } else {
            make(.file, path, call.lastMode, [], call)
        }
    }

    private mutating func make(
        _ kind: RememberedDisk.Inode.Kind,
        _ path: String,
        _ mode: UInt32,
        _ contents: [UInt8],
        _ call: TracedCall
    ) {
        let inode = nextInode
        nextInode += 1
        now.inodes[inode] = RememberedDisk.Inode(kind: kind, mode: mode, contents: contents)
        made[inode] = now.inodes[inode]
        name(path, inode, call)
    }

    /// The inodes that the run made, empty as they were.
    private(set) var made: [Int: RememberedDisk.Inode] = [:]

    private mutating func name(_ path: String, _ inode: Int?, _ call: TracedCall) {
        let parent = (path as NSString).deletingLastPathComponent
        guard let directory = self.inode(parent) else { return unknown.append(call) }
        change(.name(directory: directory, (path as NSString).lastPathComponent, inode: inode))
    }

    private mutating func rename(_ old: String, _ new: String, _ call: TracedCall) {
        let parent = (old as NSString).deletingLastPathComponent
        guard let directory = inode(parent), let inode = inode(old),
            parent == (new as NSString).deletingLastPathComponent
        else { return unknown.append(call) }
        change(
            .rename(
                directory: directory,
                from: (old as NSString).lastPathComponent,
                to: (new as NSString).lastPathComponent,
                inode: inode
            )
        )
    }

    private mutating func write(_ call: TracedCall) {
        let path = call.openPath(0)
        guard let inode = inode(path) else { return unknown.append(call) }
        var bytes = call.arguments[1].unquotedBytes
        // The lock of a process: one that is not there when the state is booted.
        if bytes == Array("\(call.process)\0".utf8) { bytes = Array("4194304\0".utf8) }
        change(.bytes(inode: inode, at: offsets[path, default: 0], bytes))
        offsets[path, default: 0] += bytes.count
    }

    private mutating func chmod(_ path: String, _ mode: UInt32, _ call: TracedCall) {
        guard let inode = inode(path) else { return unknown.append(call) }
        change(.mode(inode: inode, mode))
    }

    private mutating func chgrp(_ path: String, _ number: String, _ call: TracedCall) {
        guard let inode = inode(path), let group = UInt32(number) else {
            return unknown.append(call)
        }
        if now.inodes[inode]?.group != group { change(.group(inode: inode, group)) }
    }

    private mutating func flush(_ path: String, _ call: TracedCall) {
        guard let inode = inode(path) else { return unknown.append(call) }
        steps.append(.flush(inode: inode))
    }
}

extension TracedCall {
    /// An octal number among the arguments.
    fileprivate func mode(_ index: Int) -> UInt32 { UInt32(arguments[index], radix: 8) ?? 0 }

    /// The mode of a file that is opened: the last argument, or in openat2's structure.
    fileprivate var lastMode: UInt32 {
        guard name == "openat2" else { return mode(arguments.count - 1) & ~0o022 }
        let digits = arguments[2].firstMatch(of: /mode=(0[0-7]+)/)?.1
        return digits.flatMap { UInt32($0, radix: 8) } ?? 0
    }
}
