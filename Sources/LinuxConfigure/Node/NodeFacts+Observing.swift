import Basics
import Configure
import Glibc
import Linux
import Units

extension Root {
    /// The stamp of what lies at a path; nil if nothing does. Links are followed, as by those who
    /// read or run what lies there. A directory's contents are its names.
    ///
    /// Of a file that is too large to be read at every boot, as the programs are, the beginning
    /// must do, where a linker puts what tells one build from another, and then what stat(2) tells.
    /// All is read where neither says anything: no build has a name, and the time is of whole
    /// seconds, as those are that an image, a package or an old file system gives to files.
    package func stamp(of path: NodePath) throws(DiskError) -> Stamp? {
        guard let found = try find(path, .reading) else { return nil }
        let status = try found.status(to: .read)
        let length = Int(status.st_size)
        switch status.st_mode & S_IFMT {
        case S_IFDIR:
            return Stamp(length: 0, of: Array(try found.names().joined(separator: "/").utf8))
        case S_IFREG where length <= Source.limit:
            return Stamp(length: length, of: try found.bytes(upTo: Source.limit))
        case S_IFREG:
            let (inode, time) = (status.st_ino, status.st_mtim)
            let rest = "\(inode) \(time.tv_sec).\(time.tv_nsec)".utf8
            var bytes = try found.bytes(upTo: 1 << 14)
            var isTold = time.tv_nsec != 0 || Array(bytes.prefix(1 << 12)).hasBuildID
            bytes += rest
            while !isTold {
                let more = try found.bytes(upTo: Source.limit)
                bytes += "\(Fingerprint(of: more))".utf8
                isTold = more.isEmpty
            }
            return Stamp(length: length, of: bytes)
        default:
            return Stamp(length: 0, of: Array(status.kind.utf8))
        }
    }

    private func status(following path: NodePath) -> stat? {
        var status = stat()
        return unsafe fstatat(descriptor, path.belowRoot, &status, 0) == 0 ? status : nil
    }

    /// The stamps of paths, as facts.
    package func facts(about paths: [NodePath]) throws(DiskError) -> [Fact] {
        var facts: [Fact] = []
        for path in paths { facts.append(Fact(path, try stamp(of: path))) }
        return facts
    }

    /// What has changed on the node since a completed run; `members` are those of the command line.
    package func drift(
        since record: Record,
        agent: String,
        members: String? = nil
    ) throws(DiskError) -> Drift {
        guard let facts = record.facts else { return Drift() }
        var stamps: [NodePath: Stamp] = [:]
        var contents: [NodePath: [UInt8]] = [:]
        var backups: [NodePath: [UInt8]] = [:]
        var permissions: [NodePath: Permissions] = [:]
        for path in record.files.map(\.path) {
            for (name, place) in [(path, path), (path.backup, try keptOriginal(of: path))] {
                guard let status = status(following: place) else { continue }
                permissions[name] = try self.permissions(status, place)
            }
        }
        var unseen: Set<NodePath> = []
        func look(
            at path: NodePath,
            _ body: () throws(DiskError) -> Void
        ) throws(DiskError) {
            do throws(DiskError) {
                try body()
            } catch {
                // For example, into the directory of a key.
                guard error.meansNoPermission else { throw error }
                unseen.insert(path)
            }
        }
        var masking: Set<NodePath> = []
        let units = Set(facts.links.map(\.name))
        for path in facts.software.map(\.path) {
            try look(at: path) { () throws(DiskError) in
                stamps[path] = try stamp(of: path)
                guard units.contains(path.name) else { return }
                if try target(ofLink: path) == "/dev/null" { masking.insert(path) }
            }
        }
        for path in record.files.map(\.path) + [facts.description?.path].compactMap(\.self) {
            try look(at: path) { () throws(DiskError) in
                // Whose they are is the permissions' matter.
                contents[path] = try read(path, ofAnyOwner: true)
                backups[path] = try read(keptOriginal(of: path))
            }
        }
        return Drift(
            since: record,
            agent: agent,
            members: members,
            stamps: stamps,
            contents: contents,
            backups: backups,
            permissions: permissions,
            links: Set(facts.links.filter(isThere)),
            masking: masking,
            unseen: unseen
        )
    }

    /// Whether a link has its name, wherever it leads but to /dev/null, with which systemd masks a
    /// unit; who may not look there sees it.
    private func isThere(_ link: NodePath) -> Bool {
        if let status = status(following: link), status.st_mode & S_IFMT == S_IFCHR { return false }
        var status = stat()
        return unsafe fstatat(descriptor, link.belowRoot, &status, AT_SYMLINK_NOFOLLOW) == 0
            || (errno != ENOENT && errno != ENOTDIR)
    }
}

extension [UInt8] {
    /// Whether there is a note (elf(5)) by which a linker names a build: GNU's build ID, of type 3,
    /// or Go's, of type 4 (`cmd/internal/buildid`).
    fileprivate var hasBuildID: Bool {
        hasPart(Array("\u{3}\0\0\0GNU\0".utf8)) || hasPart(Array("\u{4}\0\0\0Go\0\0".utf8))
    }
}
