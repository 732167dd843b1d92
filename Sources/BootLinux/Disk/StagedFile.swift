import BootPlan
import Glibc

/// New contents for a path: written beside it and on the disk, but not yet in its place.
///
/// The temporary file's name is always the same: what a power cut leaves of it is found, and
/// replaced, by the next run. Names that end so are read by neither systemd nor cloud-init.
final class StagedFile {
    private let directory: Descriptor
    private let path: NodePath
    private let keepsBackup: Bool
    private var hasKeptBackup = false

    /// Writes and flushes the temporary file, with the owner, mode and extended attributes of the
    /// file that it will replace; nothing is left of it when this throws.
    init(
        _ path: NodePath,
        _ contents: [UInt8],
        in root: Root,
        keepsBackup: Bool = false
    ) throws(DiskError) {
        self.path = path
        self.keepsBackup = keepsBackup
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
            try file.write(contents)
            if let original = try root.original(path) {
                try file.takeAttributes(of: original)
            } else {
                try call(.copyAttributes, file.path) { fchmod(file.number, 0o644) }
            }
            // Without this the new name can be on the disk before the bytes are.
            try file.flush()
        } catch {
            discard()
            throw error
        }
    }

    /// Keeps the file that will be replaced, where it is to be kept: as a second name of the very
    /// same file (link(2)), which is on the disk on return.
    ///
    /// A disk may remember a rename and forget a link that came before it, and the file would be
    /// nowhere.
    func keepBackup() throws(DiskError) {
        guard keepsBackup else { return }
        try call(.keepOriginal, "\(directory.path)/\(path.name)") {
            unsafe linkat(directory.number, path.name, directory.number, path.backup.name, 0)
        }
        hasKeptBackup = true
        try directory.flush()
    }

    /// Puts the file in its place, all at once (rename(2)).
    func publish() throws(DiskError) {
        try call(.rename, "\(directory.path)/\(path.name)") {
            unsafe renameat(directory.number, path.temporary.name, directory.number, path.name)
        }
        hasKeptBackup = false
    }

    /// Removes the temporary file and the second name of a file that was not replaced, if they are
    /// still there.
    func discard() {
        unsafe unlinkat(directory.number, path.temporary.name, 0)
        if hasKeptBackup { unsafe unlinkat(directory.number, path.backup.name, 0) }
    }
}
