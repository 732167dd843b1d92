import Configure
import Glibc
import Linux

extension Root {
    /// The boots in a row that changed this node. A file that cannot be understood counts as none:
    /// the run that reads it writes it anew.
    package func changedBoots() throws(DiskError) -> ChangedBoots {
        guard let bytes = try read(ChangedBoots.path) else { return ChangedBoots() }
        return ChangedBoots(parsing: String(decoding: bytes, as: UTF8.self)) ?? ChangedBoots()
    }

    /// Writes the row, and returns when it is on the disk.
    package func write(_ boots: ChangedBoots) throws(DiskError) {
        try replace(ChangedBoots.path, with: Array(boots.text.utf8))
    }

    /// Ends the row: this boot had nothing to change. The removal is not flushed: if it is lost,
    /// the next such boot does it again.
    package func endChangedBoots() {
        unsafe unlinkat(descriptor, ChangedBoots.path.belowRoot, 0)
    }

    /// Whether there is a row.
    package func hasChangedBoots() -> Bool {
        unsafe faccessat(descriptor, ChangedBoots.path.belowRoot, F_OK, 0) == 0
    }
}
