import Glibc

/// New contents for a path: written beside it and on the disk, but not yet in its place.
///
/// The temporary file's name is always the same: what a power cut leaves of it is found, and
/// replaced, by the next run. Names that end so are read by neither systemd nor cloud-init.
final class StagedFile {
    private let directory: Descriptor
    private let name: String
    private let keepsOriginal: Bool
    private var hasKeptOriginal = false

    /// The name of the temporary file beside a file.
    static func temporaryName(_ name: String) -> String { ".\(name).bootcmd-new" }

    private var temporaryName: String { Self.temporaryName(name) }

    /// Writes and flushes the temporary file, with the owner, mode and extended attributes of the
    /// file that it will replace; nothing is left of it when this throws.
    init(
        _ path: String,
        _ contents: [UInt8],
        in root: Root,
        keepsOriginal: Bool = false
    ) throws(DiskError) {
        name = path.lastComponent
        self.keepsOriginal = keepsOriginal
        directory = try root.directory(path.parent, to: .create)
        try root.removeTemporary(of: path)
        let file = try Descriptor(
            temporaryName,
            below: directory.number,
            flags: O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW,
            mode: 0o600,
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
    func keepOriginal() throws(DiskError) {
        guard keepsOriginal else { return }
        try call(.keepOriginal, "\(directory.path)/\(name)") {
            unsafe linkat(directory.number, name, directory.number, name + ".save", 0)
        }
        hasKeptOriginal = true
        try directory.flush()
    }

    /// Puts the file in its place, all at once (rename(2)).
    func publish() throws(DiskError) {
        try call(.rename, "\(directory.path)/\(name)") {
            unsafe renameat(directory.number, temporaryName, directory.number, name)
        }
        hasKeptOriginal = false
    }

    /// Removes the temporary file and the second name of a file that was not replaced, if they are
    /// still there.
    func discard() {
        unsafe unlinkat(directory.number, temporaryName, 0)
        if hasKeptOriginal { unsafe unlinkat(directory.number, name + ".save", 0) }
    }
}
