public import BootPlan
import Glibc

extension Root {
    /// Looks at all that a node's files, units and group touch, and changes nothing.
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

    /// Refuses to believe that units are enabled whose links are not there: systemd says yes when it
    /// could make a unit's first link and not the second (`install_info_apply` in its `install.c`).
    public func requireLinks(_ links: [NodePath]) throws(DiskError) {
        for link in links where !link.hasSpecifier {
            guard try exists(link) else { throw .notMade(path: display(link)) }
        }
    }

    /// This boot's id (proc(5)); nil where the kernel tells none.
    public static var boot: String? {
        let id = text(ofKernelFile: "/proc/sys/kernel/random/boot_id").prefix { $0 != "\n" }
        return id.isEmpty ? nil : String(id)
    }
}
