import Basics
import Glibc

/// New contents for a path: on the disk beside it, but not yet in its place.
///
/// The temporary file's name is always the same: the next run finds and replaces what a power cut
/// leaves of it. Neither systemd nor cloud-init reads a file with its ending.
package final class StagedFile {
    private let directory: Descriptor
    private let path: NodePath
    private let backup: NodePath?
    private var hasKeptBackup = false

    /// Writes and flushes the temporary file, with the owner, mode and extended attributes of the
    /// file that it will replace, or with those that keep it from others; if this throws, nothing
    /// is left of it.
    package init(
        _ path: NodePath,
        _ contents: [UInt8],
        in root: Root,
        access: FileAccess = .shared,
        backup: NodePath? = nil
    ) throws(DiskError) {
        self.path = path
        self.backup = backup
        directory = try root.directory(path.parent, to: .create)
        try root.removeTemporary(of: path)
        let file = try Descriptor(
            path.temporary.name,
            below: directory.number,
            .newFile(mode: 0o600),
            to: .create,
            named: root.display(path)
        )
        do throws(DiskError) {
            // Those of the directory are not the operator's for this file.
            _ = try file.dropInherited()
            try file.write(contents)
            let original = try root.original(access == .mended ? path.backup : path)
            if let ownership = access.ownership {
                if let original { try file.takeLabels(of: original) }
                try file.set(ownership)
            } else if let original {
                try file.takeAttributes(of: original)
            } else {
                try call(.copyAttributes, file.path) { fchmod(file.number, 0o644) }
            }
            // Without this, the new name can be on the disk before the bytes are.
            try file.flush()
        } catch {
            discard()
            throw error
        }
    }

    /// Keeps the file that will be replaced, if it must be kept, as a second name of the same file
    /// (link(2)). On return, the name is on the disk: otherwise a power cut could keep the rename
    /// that follows and lose the link, and with it the file.
    package func keepBackup() throws(DiskError) {
        guard let backup else { return }
        try call(.keepOriginal, "\(directory.path)/\(path.name)") {
            unsafe linkat(directory.number, path.name, directory.number, backup.name, 0)
        }
        hasKeptBackup = true
        try directory.flush()
    }

    /// Puts the file in its place, atomically (rename(2)).
    package func publish() throws(DiskError) {
        try call(.rename, "\(directory.path)/\(path.name)") {
            unsafe renameat(directory.number, path.temporary.name, directory.number, path.name)
        }
        hasKeptBackup = false
    }

    /// Removes the temporary file, and the second name of a file that was not replaced, if they
    /// still exist.
    package func discard() {
        unsafe unlinkat(directory.number, path.temporary.name, 0)
        if hasKeptBackup, let backup { unsafe unlinkat(directory.number, backup.name, 0) }
    }
}
