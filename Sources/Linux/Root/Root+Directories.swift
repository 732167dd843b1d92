import Basics
import Glibc

extension Root {
    /// Makes directories, parents first, with the usual mode, 755.
    package func makeDirectories(_ paths: [NodePath]) throws(DiskError) {
        for path in paths {
            let parent = try directory(path.parent, to: .makeDirectory)
            do throws(DiskError) {
                try call(.makeDirectory, display(path)) {
                    unsafe mkdirat(parent.number, path.name, 0o755)
                }
                let made = try directory(path, to: .makeDirectory)
                if try made.dropInherited() {
                    try call(.protect, display(path)) { fchmod(made.number, 0o755) }
                }
            } catch {
                guard error.code == EEXIST else { throw error }
            }
        }
    }

    /// Removes those directories that are empty, the last one first.
    package func removeDirectories(_ paths: [NodePath]) throws(DiskError) {
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

    /// Removes directories after a failure. Its own failures are ignored: the first one is
    /// reported.
    package func discardDirectories(_ paths: [NodePath]) {
        for path in paths.reversed() {
            unsafe unlinkat(descriptor, path.belowRoot, AT_REMOVEDIR)
        }
    }

    /// Returns when the names in these directories are on the disk.
    ///
    /// rename(2), link(2) and symlink(2) are durable only once their directory is: without this, a
    /// power cut can bring an old name back although the record says "done".
    package func flush(_ directories: some Sequence<NodePath>) throws(DiskError) {
        for path in Set(directories).sorted() where try exists(path) {
            try directory(path, to: .flush).flush()
        }
    }

    /// Those of these directories, and of those above them, that do not exist; parents first.
    package func missingDirectories(_ paths: [NodePath]) throws(DiskError) -> [NodePath] {
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

    /// The directory, or the nearest one above it that exists.
    package func existing(_ path: NodePath) throws(DiskError) -> NodePath {
        try trust(path) ? path : existing(path.parent)
    }
}
