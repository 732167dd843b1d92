public import BootPlan
import Glibc

extension Root {
    /// Reads the present state of a node's files, links and group; changes nothing.
    public func observe(_ desired: DesiredState) throws(DiskError) -> DiskState {
        var disk = DiskState()
        for path in desired.files.map(\.path) {
            disk.contents[path] = try read(path)
            disk.backups[path] = try read(path.backup)
        }
        disk.missingDirectories = try missingDirectories(desired.files.map(\.path.parent))
        for link in desired.units.flatMap(\.links) where try exists(link) {
            disk.links.insert(link)
        }
        disk.group = try Groups(of: self).state(of: desired.group)
        if isSystem {
            disk.boot = Self.boot
            disk.changedBoots = try changedBoots()
        }
        return disk
    }

    /// Throws if a link of an enabled unit is missing: systemd reports success even if it made a
    /// unit's first link and not the second (`install_info_apply` in its `install.c`).
    public func requireLinks(_ links: [NodePath]) throws(DiskError) {
        for link in links where !link.hasSpecifier {
            guard try exists(link) else { throw .notMade(path: display(link)) }
        }
    }

    /// This boot's id (proc(5)); nil if the kernel gives none.
    public static var boot: String? {
        let id = text(ofKernelFile: "/proc/sys/kernel/random/boot_id").prefix { $0 != "\n" }
        return id.isEmpty ? nil : String(id)
    }
}
