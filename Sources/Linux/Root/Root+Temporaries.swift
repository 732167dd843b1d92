import Basics
import Glibc

extension Root {
    /// Removes the temporary files that a power cut left of an earlier run.
    package func removeTemporaries(of paths: [NodePath]) throws(DiskError) {
        for path in paths { try removeTemporary(of: path) }
    }

    /// Whether a path has a temporary file: that of a run at work, or of an interrupted one.
    package func hasTemporary(of path: NodePath) throws(DiskError) -> Bool {
        try removableTemporary(of: path) != nil
    }

    /// The temporary file of a path, if there is one. It is removed without being looked at,
    /// whatever it is; only a directory is refused.
    package func removableTemporary(of path: NodePath) throws(DiskError) -> NodePath? {
        let temporary = path.temporary
        guard let status = try status(temporary) else { return nil }
        guard status.st_mode & S_IFMT != S_IFDIR else {
            throw .distrusted(path: display(temporary), .notRegular(kind: "directory"))
        }
        return temporary
    }

    package func removeTemporary(of path: NodePath) throws(DiskError) {
        guard let temporary = try removableTemporary(of: path) else { return }
        try call(.remove, display(temporary)) {
            unsafe unlinkat(descriptor, temporary.belowRoot, 0)
        }
    }

    /// The file that will be replaced, opened for its attributes; nil if there is none.
    package func original(_ path: NodePath) throws(DiskError) -> Descriptor? {
        guard try status(path) != nil else { return nil }
        return try Descriptor(
            path.belowRoot,
            below: descriptor,
            .reading,
            to: .copyAttributes,
            named: display(path)
        )
    }
}
