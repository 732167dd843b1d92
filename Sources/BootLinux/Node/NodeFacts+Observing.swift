public import BootPlan
import Glibc

extension Root {
    /// The stamp of what lies at a path; nil if nothing does. Links are followed, as by those who read
    /// or run what lies there.
    public func stamp(of path: NodePath) -> Stamp? {
        status(following: path).map { Stamp($0, changed: $0.st_mtim) }
    }

    /// The stamp by which a quiet boot knows what lies at a path: it tells another owner or mode of a
    /// file, too. Not of a directory: cloud-init sets the mode of its own at every boot.
    public func quietStamp(of path: NodePath) -> Stamp? {
        status(following: path).map {
            Stamp($0, changed: $0.st_mode & S_IFMT == S_IFDIR ? $0.st_mtim : $0.st_ctim)
        }
    }

    private func status(following path: NodePath) -> stat? {
        var status = stat()
        return unsafe fstatat(descriptor, path.belowRoot, &status, 0) == 0 ? status : nil
    }

    /// The stamps of paths, as facts.
    public func facts(about paths: [NodePath]) -> [Fact] {
        paths.map { Fact($0, stamp(of: $0)) }
    }

    /// What has changed on the node since a completed run; `members` are those of the command line.
    public func drift(
        since record: Record,
        agent: String,
        members: String? = nil
    ) throws(DiskError) -> Drift {
        guard let facts = record.facts else { return Drift() }
        var stamps: [NodePath: Stamp] = [:]
        var changed: [NodePath: [UInt8]] = [:]
        var backups: [NodePath: [UInt8]] = [:]
        for fact in facts.software { stamps[fact.path] = stamp(of: fact.path) }
        for fact in facts.files + (facts.description.map { [$0.fact] } ?? []) {
            stamps[fact.path] = stamp(of: fact.path)
            guard stamps[fact.path] != fact.stamp else { continue }
            do throws(DiskError) {
                changed[fact.path] = try read(fact.path)
                backups[fact.path] = try read(fact.path.backup)
            } catch {
                guard error.meansNoPermission else { throw error }
                // Who may not look there, as into the directory of a key, sees no change.
                stamps[fact.path] = fact.stamp
            }
        }
        return Drift(
            since: record,
            agent: agent,
            members: members,
            stamps: stamps,
            changed: changed,
            backups: backups,
            links: Set(facts.links.filter(isThere))
        )
    }

    /// Whether a link has its name, wherever it leads but to /dev/null, with which systemd masks a unit; who
    /// may not look there sees it.
    private func isThere(_ link: NodePath) -> Bool {
        if let status = status(following: link), status.st_mode & S_IFMT == S_IFCHR { return false }
        var status = stat()
        return unsafe fstatat(descriptor, link.belowRoot, &status, AT_SYMLINK_NOFOLLOW) == 0
            || (errno != ENOENT && errno != ENOTDIR)
    }
}

extension Stamp {
    fileprivate init(_ status: stat, changed: timespec) {
        self.init(
            inode: UInt64(status.st_ino),
            size: UInt64(max(0, status.st_size)),
            modified: Int64(changed.tv_sec) * 1_000_000_000 + Int64(changed.tv_nsec)
        )
    }
}
