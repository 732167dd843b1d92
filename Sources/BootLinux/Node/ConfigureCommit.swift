public import BootPlan
import Glibc

extension Root {
    /// Writes a set of files: first all of them beside their places, then all into their places.
    ///
    /// Nearly everything that can fail (a full disk, a quota, a missing right) fails in the first
    /// half, and leaves the node as it was. A power cut in the second leaves each file whole, old or
    /// new; the journal that was written before says which, and the next run goes on.
    public func commit(_ plan: ConfigurePlan) throws(DiskError) {
        try makeDirectories(plan.directories)
        var staged: [StagedFile] = []
        do throws(DiskError) {
            for file in plan.changes {
                staged.append(
                    try StagedFile(
                        file.path,
                        file.after,
                        in: self,
                        keepsOriginal: file.keepsBackup
                    )
                )
            }
            for file in staged { try file.keepOriginal() }
            for file in staged { try file.publish() }
        } catch {
            for file in staged { file.discard() }
            discardDirectories(plan.directories)
            throw error
        }
    }

    /// Makes directories, parents first, as an administrator's own would be.
    func makeDirectories(_ paths: [String]) throws(DiskError) {
        for path in paths {
            let parent = try directory(path.parent, to: .makeDirectory)
            do throws(DiskError) {
                try call(.makeDirectory, display(path)) {
                    unsafe mkdirat(parent.number, path.lastComponent, 0o755)
                }
            } catch {
                guard error.code == EEXIST else { throw error }
            }
        }
    }

    /// Removes directories that are empty, the last first; one that is not empty is somebody's.
    func removeDirectories(_ paths: [String]) throws(DiskError) {
        for path in paths.reversed() where try exists(path) {
            do throws(DiskError) {
                try call(.remove, display(path)) {
                    unsafe unlinkat(descriptor, path.belowRoot, AT_REMOVEDIR)
                }
            } catch {
                guard error.code == ENOTEMPTY || error.code == EEXIST else { throw error }
            }
        }
    }

    /// Removes directories behind a failure, which is what has to be said.
    private func discardDirectories(_ paths: [String]) {
        for path in paths.reversed() {
            unsafe unlinkat(descriptor, path.belowRoot, AT_REMOVEDIR)
        }
    }

    /// Returns when the names in these directories are on the disk.
    ///
    /// rename(2), link(2) and symlink(2) are durable only once their directory is: without this, a
    /// power cut can bring an old name back behind a record that says "done".
    public func flush(_ directories: some Sequence<String>) throws(DiskError) {
        for path in Set(directories).sorted() where try exists(path) {
            try directory(path, to: .flush).flush()
        }
    }

    /// Removes what a power cut left of an earlier run's writing.
    public func removeTemporaries(of paths: [String]) throws(DiskError) {
        for path in paths { try removeTemporary(of: path) }
    }

    /// Refuses, before the first write, a directory where a temporary file will be. Whatever else is
    /// there is removed unseen.
    func requireRemovableTemporaries(of paths: [String]) throws(DiskError) {
        for path in paths { _ = try removableTemporary(of: path) }
    }

    /// Whether a temporary file of a path is there: that of a run at work, or one that was cut.
    public func hasTemporary(of path: String) throws(DiskError) -> Bool {
        try removableTemporary(of: path) != nil
    }

    private func removableTemporary(of path: String) throws(DiskError) -> String? {
        let temporary = "\(path.parent)/\(StagedFile.temporaryName(path.lastComponent))"
        guard let status = try status(temporary) else { return nil }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw .distrusted(path: display(temporary), .notRegular(kind: "directory"))
        }
        return temporary
    }

    func removeTemporary(of path: String) throws(DiskError) {
        guard let temporary = try removableTemporary(of: path) else { return }
        try call(.remove, display(temporary)) {
            unsafe unlinkat(descriptor, temporary.belowRoot, 0)
        }
    }

    /// The file that will be replaced, opened only for what is known of it; nil if there is none.
    func original(_ path: String) throws(DiskError) -> Descriptor? {
        guard try status(path) != nil else { return nil }
        return try Descriptor(
            path,
            below: descriptor,
            flags: O_RDONLY | O_NONBLOCK | O_NOCTTY,
            to: .copyAttributes,
            named: display(path)
        )
    }
}

extension ConfigurePlan {
    /// The directories whose names this plan changes, through our own writes and through those of
    /// systemd and groupadd, which flush none of them; `made` are links that systemd says it made,
    /// more than were planned perhaps.
    public func touchedDirectories(made: [String] = []) -> Set<String> {
        let links = links + made
        var touched = Set((files.map(\.path) + links + journal.directories).map(\.parent))
        // systemd makes the directories of its links.
        touched.formUnion(links.map(\.parent.parent))
        if journal.group != nil { touched.insert("/etc") }
        return touched
    }
}
