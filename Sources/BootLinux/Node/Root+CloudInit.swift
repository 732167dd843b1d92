public import BootPlan
import Glibc

extension Root {
    /// Returns when what cloud-init has written is on the disk.
    ///
    /// Call this before anything is made durable. ext4 commits names in the order in which they were
    /// made, but not bytes before names: with one fsync(2) of ours, every file that cloud-init made
    /// before it is on the disk, and those whose bytes are still in memory are empty. A power cut then
    /// leaves a cloud-init that never works again. See `CloudInitState`.
    public func flushCloudInit(seed: NodePath) throws(DiskError) {
        try flushFileSystems(of: ["/etc", "/var/lib/cloud", seed])
    }

    /// The state files of cloud-init that a power cut has left empty, and that mislead it so.
    public func emptiedCloudInitFiles() throws(DiskError) -> [NodePath] {
        try cloudInitFiles().filter(\.isEmpty).map(\.path)
    }

    /// What tells, by its stamps, that none of them has become empty since they were looked at. A new
    /// name in `data` does not matter, and cloud-init gives it one at every boot.
    func cloudInitPlaces() throws(DiskError) -> [NodePath] {
        let files = try cloudInitFiles().map(\.path)
        return [CloudInitState.hostName] + CloudInitState.semaphores
            + files.filter { $0 != CloudInitState.hostName }
    }

    private func cloudInitFiles() throws(DiskError) -> [(path: NodePath, isEmpty: Bool)] {
        var files: [(path: NodePath, isEmpty: Bool)] = []
        for directory in CloudInitState.directories {
            // `instance` is a link of cloud-init's own.
            guard let opened = try find(directory, .directory) else { continue }
            for name in try opened.names()
            where CloudInitState.isDamagedByEmptiness(name, in: directory) {
                files.append((directory.appending(name), isEmptyFile(name, in: opened)))
            }
        }
        return files
    }

    /// Removes those that are still empty; cloud-init then does their work again.
    public func removeEmptiedCloudInitFiles() throws(DiskError) {
        let emptied = try emptiedCloudInitFiles()
        for path in CloudInitState.misleading(beside: emptied) where try exists(path) {
            try removeName(path)
        }
        for path in emptied { try removeName(path) }
    }

    private func removeName(_ path: NodePath) throws(DiskError) {
        guard let directory = try find(path.parent, .directory) else { return }
        try call(.remove, display(path)) { unsafe unlinkat(directory.number, path.name, 0) }
    }

    private func isEmptyFile(_ name: String, in directory: borrowing Descriptor) -> Bool {
        var status = stat()
        guard unsafe fstatat(directory.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
            return false
        }
        return status.st_mode & S_IFMT == S_IFREG && status.st_size == 0
    }
}
