public import BootPlan
import Glibc

extension Root {
    /// The last boot that found nothing to do; nil where it is not known.
    public func quietBoot() -> QuietBoot? {
        do throws(DiskError) {
            return try read(QuietBoot.path, isInput: true).flatMap(QuietBoot.init)
        } catch {
            // Whatever is wrong there, the node itself can be looked at.
            return nil
        }
    }

    /// What a boot looks at that finds nothing to do.
    public func quietFacts(of record: Record) throws(DiskError) -> [Fact] {
        (QuietBoot.places(of: record) + (try cloudInitPlaces()))
            .map { Fact($0, quietStamp(of: $0)) }
    }

    /// Keeps a boot that found nothing to do for the next one. Nothing is flushed: cloud-init's files
    /// would lie half written on the disk with it.
    public func keep(_ boot: QuietBoot) throws(DiskError) {
        try makeDirectories(try missingDirectories([QuietBoot.path.parent]))
        let directory = try directory(QuietBoot.path.parent, to: .create)
        let path = display(QuietBoot.path)
        if try exists(QuietBoot.path) {
            try call(.remove, path) { unsafe unlinkat(directory.number, QuietBoot.path.name, 0) }
        }
        let file = try Descriptor(
            QuietBoot.path.name,
            below: directory.number,
            .newFile(mode: 0o644),
            to: .create,
            named: path
        )
        try file.write(boot.bytes)
    }

    /// Forgets it, as far as that is possible: without the record it is worth nothing.
    func forgetQuietBoot() {
        unsafe unlinkat(descriptor, QuietBoot.path.belowRoot, 0)
        unsafe unlinkat(descriptor, QuietBoot.path.parent.belowRoot, AT_REMOVEDIR)
    }
}
