import Basics
import Configure
import Desired
import Glibc
import Linux

extension Root {
    /// Writes a set of files: first all of them beside their places, then all into their places.
    ///
    /// Nearly everything that can fail (a full disk, a quota, a missing permission) fails in the
    /// first half and leaves the node as it was. A power cut in the second half leaves each file
    /// whole, old or new; the journal, written before, says which, and the next run continues.
    package func commit(_ plan: ConfigurePlan) throws(DiskError) {
        try makeDirectories(plan.directories)
        if let (path, ownership) = plan.confinedDirectory {
            let directory = try directory(path, to: .protect)
            try directory.set(ownership)
            // Before there is a name in it: a run that finds all files there looks at it no more.
            try directory.flush()
        }
        var staged: [StagedFile] = []
        do throws(DiskError) {
            for file in plan.changes {
                staged.append(
                    try StagedFile(
                        file.path,
                        file.after,
                        in: self,
                        access: file.access,
                        backup: file.backup
                    )
                )
            }
            for file in staged { try file.keepBackup() }
            for file in staged { try file.publish() }
        } catch {
            for file in staged { file.discard() }
            discardDirectories(plan.directories)
            throw error
        }
    }
}

extension Root {
    /// Removes a private key that the installer left; returns when its name is gone from the disk.
    package func removeDeliveredKey(_ path: NodePath) throws(DiskError) {
        guard try exists(path) else { return }
        try call(.remove, display(path)) { unsafe unlinkat(descriptor, path.belowRoot, 0) }
        try flush([path.parent])
    }
}
