public import BootPlan
import Glibc

extension Root {
    /// What on the disk would stop a run that touches these places, found before its first write.
    /// `checksRights` says whether this user's permission to write there is checked.
    public func obstacles(
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
        for path in footprint.links.sorted() {
            try find(path) { () throws(DiskError) in try requireRoomForLink(path) }
        }
        if footprint.hasGroup {
            try find("/etc/group") { () throws(DiskError) in try requireGroupFiles() }
        }
        for path in footprint.written.sorted() {
            try find(path) { () throws(DiskError) in _ = try removableTemporary(of: path) }
        }
        for path in footprint.replaced.sorted() where try exists(path) {
            try find(path) { () throws(DiskError) in try requireMutable(path) }
        }
        return obstacles.reduce(into: []) { distinct, obstacle in
            if !distinct.contains(where: { $0.reason == obstacle.reason }) {
                distinct.append(obstacle)
            }
        }
    }

    private func requireWritable(_ path: NodePath) throws(DiskError) {
        let existing = try existing(path)
        try call(.write, display(existing)) {
            unsafe faccessat(descriptor, existing.belowRoot, W_OK | X_OK, AT_EACCESS)
        }
    }

    /// Refuses what systemd would not replace with its link, or take for one.
    private func requireRoomForLink(_ path: NodePath) throws(DiskError) {
        guard let status = try status(path), status.st_mode & S_IFMT != S_IFLNK else { return }
        throw .distrusted(path: display(path), .notLink(kind: status.kind))
    }

    /// Refuses what groupadd(8) would follow out of the root, wait for, or fail at half way.
    private func requireGroupFiles() throws(DiskError) {
        for path: NodePath in ["/etc/group", "/etc/gshadow"] {
            for name in [path.name, path.name + "-", path.name + "+"] {
                let file = path.parent.appending(name)
                if try isFile(file) { try requireMutable(file) }
            }
        }
        _ = try isFile("/etc/login.defs")
    }

    /// Refuses an immutable file (chattr(1)); mode bits mean nothing to root.
    private func requireMutable(_ path: NodePath) throws(DiskError) {
        guard geteuid() == 0 else { return }
        try call(.write, display(path)) {
            unsafe faccessat(descriptor, path.belowRoot, W_OK, AT_EACCESS)
        }
    }
}

extension Obstacle {
    init(at path: NodePath, _ error: DiskError) {
        self.init(at: path, "\(error)", status: error.status)
    }
}

extension DiskError {
    /// The exit code of a run that this error stops.
    public var status: ExitStatus {
        if meansNoPermission { return .noPermission }
        return meansInputOutput ? .inputOutput : .cannotCreate
    }
}
