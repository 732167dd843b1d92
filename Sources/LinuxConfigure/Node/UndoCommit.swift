import Basics
import Cluster
import Configure
import Desired
import Etcd
import Glibc
import Linux

extension Root {
    /// Decides what an undo does, from what the disk holds; changes nothing.
    package func undoPlan(_ record: Record) throws(DiskError) -> UndoPlan {
        var contents: [NodePath: [UInt8]] = [:]
        var backups: [NodePath: [UInt8]] = [:]
        var treeDefaults: [NodePath: [UInt8]] = [:]
        for file in record.files {
            contents[file.path] = try read(file.path)
            backups[file.path] = try read(keptOriginal(of: file.path))
            treeDefaults[file.path] = try read(file.path.treeDefault)
        }
        var links: Set<NodePath> = []
        for link in record.links where try isLink(link) { links.insert(link) }
        let environment = try textFound(at: StartEnvironment.path)
        return UndoPlan(
            record,
            contents: contents,
            backups: backups,
            treeDefaults: treeDefaults,
            links: links,
            groups: try Groups(of: self).file("/etc/group")?.lines ?? [],
            isMember: isSystem && record.role == .member,
            endsGate: isSystem && environment == StartEnvironment.closed.text
        )
    }

    /// Puts each of the operator's files back by renaming the file that was kept, with its
    /// attributes. Our files are removed, and with them the directories that are then empty.
    ///
    /// Each step can be made twice: after a power cut, the next undo continues.
    package func commit(_ plan: UndoPlan) throws(DiskError) {
        try removeTemporaries(of: plan.files.map(\.path))
        for file in plan.changes {
            switch file.action {
            case .restore: try restore(file.path)
            case .reset: try reset(file.path, to: file.after ?? [])
            case .remove: try remove(file.path)
            case .keep: break
            }
        }
        for link in plan.links { try remove(link) }
        try removeDirectories(plan.linkDirectories)
        // After those of links, which lie in them.
        try removeDirectories(plan.directories)
        try flush(plan.touchedDirectories)
    }

    /// Whether a symbolic link lies at a path: whatever else may lie there is not ours.
    package func isLink(_ path: NodePath) throws(DiskError) -> Bool {
        guard let status = try status(path) else { return false }
        return status.st_mode & S_IFMT == S_IFLNK
    }

    private func restore(_ path: NodePath) throws(DiskError) {
        let saved = try keptOriginal(of: path)
        // rename(2) does nothing where both names are the same file, as they are after a cut
        // between the link and the rename.
        guard let file = try status(path), let copy = try status(saved),
            file.st_ino == copy.st_ino, file.st_dev == copy.st_dev
        else {
            try call(.rename, display(path)) {
                unsafe renameat(descriptor, saved.belowRoot, descriptor, path.belowRoot)
            }
            return
        }
        try remove(saved)
    }

    /// Puts a tree's new default in a file's place, with the owner, mode and attributes of the
    /// file. The record says what the original was: if a power cut loses the rename and keeps the
    /// removal, the next undo still knows what to do.
    private func reset(_ path: NodePath, to contents: [UInt8]) throws(DiskError) {
        try publish(path, contents)
        let saved = try keptOriginal(of: path)
        if try exists(saved) { try remove(saved) }
    }

    private func remove(_ path: NodePath) throws(DiskError) {
        try call(.remove, display(path)) { unsafe unlinkat(descriptor, path.belowRoot, 0) }
    }
}
