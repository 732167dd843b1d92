public import BootPlan
import Glibc

extension Root {
    /// What lies at a path, as far as telling it from another thing needs; nil where nothing does.
    /// Links are followed, as those follow them who read or run what lies there.
    public func stamp(of path: NodePath) -> Stamp? {
        var status = stat()
        guard unsafe fstatat(descriptor, path.belowRoot, &status, 0) == 0 else { return nil }
        let modified = status.st_mtim
        return Stamp(
            inode: UInt64(status.st_ino),
            size: UInt64(max(0, status.st_size)),
            modified: Int64(modified.tv_sec) * 1_000_000_000 + Int64(modified.tv_nsec)
        )
    }

    /// The stamps of paths, as facts.
    public func facts(about paths: [NodePath]) -> [Fact] {
        paths.map { Fact($0, stamp(of: $0)) }
    }

    /// What has become of the node since a run that came to its end.
    public func drift(since record: Record, agent: String) throws(DiskError) -> Drift {
        guard let facts = record.facts else { return Drift() }
        var stamps: [NodePath: Stamp] = [:]
        var changed: [NodePath: [UInt8]] = [:]
        var backups: [NodePath: [UInt8]] = [:]
        for fact in facts.software { stamps[fact.path] = stamp(of: fact.path) }
        for fact in facts.files + (facts.description.map { [$0.fact] } ?? []) {
            stamps[fact.path] = stamp(of: fact.path)
            guard stamps[fact.path] != fact.stamp else { continue }
            changed[fact.path] = try read(fact.path)
            backups[fact.path] = try read(fact.path.backup)
        }
        return Drift(
            since: record,
            agent: agent,
            stamps: stamps,
            changed: changed,
            backups: backups
        )
    }
}
