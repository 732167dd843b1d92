import Basics
import CLinux
import Configure
import Desired
import Glibc
import Linux

extension Root {
    /// What on the disk would stop a run that touches these places, found before its first write.
    /// `checksRights` says whether this user's permission to write there is checked.
    package func obstacles(
        to footprint: Footprint,
        checksRights: Bool = true
    ) throws(DiskError) -> [Obstacle] {
        var obstacles: [Obstacle] = []
        func find(_ path: NodePath, _ body: () throws(DiskError) -> Void) throws(DiskError) {
            do throws(DiskError) {
                try body()
            } catch {
                obstacles.append(Obstacle(at: path, error))
            }
        }
        var devices: Set<dev_t> = []
        for path in footprint.durable.sorted() {
            try find(path) { () throws(DiskError) in try requireDurable(path, unlessOn: &devices) }
        }
        if checksRights {
            for path in footprint.directories.sorted() {
                try find(path) { () throws(DiskError) in try requireWritable(path) }
            }
        }
        // Who may write nothing anyway need not be told of each file.
        let hasRights = checksRights && obstacles.isEmpty
        for path in footprint.links.sorted() {
            try find(path) { () throws(DiskError) in try requireRoomForLink(path) }
        }
        if footprint.hasGroup {
            try find("/etc/group") { () throws(DiskError) in try requireGroupFiles(hasRights) }
        }
        for path in footprint.written.sorted() {
            try find(path) { () throws(DiskError) in _ = try removableTemporary(of: path) }
        }
        for path in footprint.replaced.sorted() where try exists(path) {
            try find(path) { () throws(DiskError) in try requireReplaceable(path, hasRights) }
        }
        if checksRights, let group = footprint.groups.first(where: { !mayGive(to: $0) }) {
            let path = ManagedFile.credentialsDirectory
            let error = DiskError.system(.protect, path: display(path), errno: EPERM)
            obstacles.append(
                Obstacle(at: path, "\(error) (to group \(group))", status: error.status)
            )
        }
        obstacles += Self.tooShort(for: footprint.length).map {
            Obstacle(at: Record.path, "\(display(Record.path)): \($0)", status: .inputOutput)
        }
        for (program, path) in footprint.programs.sorted(by: { $0.key < $1.key })
        where !Program.isFound(program) {
            obstacles.append(
                Obstacle(at: path, "\(ProgramError.notFound(program))", status: .unavailable)
            )
        }
        return obstacles.reduce(into: []) { distinct, obstacle in
            if !distinct.contains(where: { $0.reason == obstacle.reason }) {
                distinct.append(obstacle)
            }
        }
    }

    /// Refuses what systemd would not replace with its link, or take for one.
    private func requireRoomForLink(_ path: NodePath) throws(DiskError) {
        guard let status = try status(path), status.st_mode & S_IFMT != S_IFLNK else { return }
        throw .distrusted(path: display(path), .notLink(kind: status.kind))
    }

    /// Refuses what groupadd(8) would follow out of the root, wait for, or fail at half way.
    private func requireGroupFiles(_ checksRights: Bool) throws(DiskError) {
        for path in GroupFile.paths {
            for suffix in ["", "-", "+", ".lock"] {
                let file = path.parent.appending(path.name + suffix)
                if try isFile(file) { try requireReplaceable(file, checksRights) }
            }
        }
        for path: NodePath in ["/etc/.pwd.lock", "/etc/login.defs"] { _ = try isFile(path) }
    }

    /// Refuses a directory in which no name can be changed.
    private func requireWritable(_ path: NodePath) throws(DiskError) {
        let existing = try existing(path)
        try requireNoFlags(existing)
        try call(.write, display(existing)) {
            unsafe faccessat(descriptor, existing.belowRoot, W_OK | X_OK, AT_EACCESS)
        }
    }

    /// Refuses a file in whose place no other can come with its owner; mode bits mean nothing to
    /// root.
    private func requireReplaceable(_ path: NodePath, _ checksRights: Bool) throws(DiskError) {
        try requireNoFlags(path)
        guard unsafe linux_attributes(descriptor, path.belowRoot) & linux_mount_root == 0 else {
            throw .distrusted(path: display(path), .mountPoint)
        }
        guard checksRights else { return }
        if let status = try status(path),
            status.st_uid != geteuid() && !mayGive || !mayGive(to: status.st_gid)
        {
            throw .system(.copyAttributes, path: display(path), errno: EPERM)
        }
        guard geteuid() == 0 else { return }
        try call(.write, display(path)) {
            unsafe faccessat(descriptor, path.belowRoot, W_OK, AT_EACCESS)
        }
    }

    /// Refuses what chattr(1) protects.
    private func requireNoFlags(_ path: NodePath) throws(DiskError) {
        let flags = unsafe linux_attributes(descriptor, path.belowRoot)
        if flags & linux_immutable != 0 { throw .distrusted(path: display(path), .immutable) }
        if flags & linux_append_only != 0 { throw .distrusted(path: display(path), .appendOnly) }
    }

    private var mayGive: Bool { linux_may_change_owners() != 0 }

    /// Whether a file of one's own may be given to a group: to one that one is in, always.
    private func mayGive(to group: gid_t) -> Bool {
        guard !mayGive, group != getegid() else { return true }
        var groups = [gid_t](repeating: 0, count: 1 << 16)
        let count = unsafe getgroups(Int32(groups.count), &groups)
        return groups.prefix(Int(max(0, count))).contains(group)
    }

    /// What is wrong with the limit of a file's length, if it is too low.
    private static func tooShort(for length: Int) -> [String] {
        var limit = rlimit()
        guard unsafe getrlimit(__rlimit_resource_t(1), &limit) == 0, limit.rlim_cur < length else {
            return []
        }
        return [
            "no file may be longer than \(limit.rlim_cur) bytes here; run 'ulimit -f unlimited'"
        ]
    }
}

extension Obstacle {
    init(at path: NodePath, _ error: DiskError) {
        self.init(at: path, "\(error)", status: error.status)
    }
}

extension DiskError {
    /// The exit code of a run that this error stops.
    package var status: ExitStatus {
        if meansNoPermission { return .noPermission }
        return meansInputOutput ? .inputOutput : .cannotCreate
    }
}
