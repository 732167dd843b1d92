public import BootPlan
import Glibc

extension Root {
    /// Makes directories, parents first, as an administrator's own would be.
    func makeDirectories(_ paths: [NodePath]) throws(DiskError) {
        for path in paths {
            let parent = try directory(path.parent, to: .makeDirectory)
            do throws(DiskError) {
                try call(.makeDirectory, display(path)) {
                    unsafe mkdirat(parent.number, path.name, 0o755)
                }
            } catch {
                guard error.code == EEXIST else { throw error }
            }
        }
    }

    /// Removes directories that are empty, the last first; one that is not empty is somebody's.
    func removeDirectories(_ paths: [NodePath]) throws(DiskError) {
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

    /// Removes directories after a failure, which is what must be said.
    func discardDirectories(_ paths: [NodePath]) {
        for path in paths.reversed() {
            unsafe unlinkat(descriptor, path.belowRoot, AT_REMOVEDIR)
        }
    }

    /// Returns when the names in these directories are on the disk.
    ///
    /// rename(2), link(2) and symlink(2) are durable only once their directory is: without this, a
    /// power cut can bring an old name back behind a record that says "done".
    public func flush(_ directories: some Sequence<NodePath>) throws(DiskError) {
        for path in Set(directories).sorted() where try exists(path) {
            try directory(path, to: .flush).flush()
        }
    }

    /// The directories, among these and those above them, that are not there; parents first.
    func missingDirectories(_ paths: [NodePath]) throws(DiskError) -> [NodePath] {
        var missing: [NodePath] = []
        for path in paths {
            var chain: [NodePath] = []
            var path = path
            while path != .top, try !trust(path) {
                chain.insert(path, at: 0)
                path = path.parent
            }
            missing += chain.filter { !missing.contains($0) }
        }
        return missing
    }

    /// A directory, or the nearest above it that is there.
    func existing(_ path: NodePath) throws(DiskError) -> NodePath {
        try trust(path) ? path : existing(path.parent)
    }
}
