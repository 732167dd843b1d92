public import BootPlan
import Glibc

extension Root {
    /// Looks at all that a configuration touches, and changes nothing.
    public func observe(_ configuration: DesiredState) throws(DiskError) -> DiskState {
        var seen = DiskState()
        for file in configuration.files {
            seen.contents[file.path] = try read(file.path)
            if try isFile(file.path + ".save") { seen.backups.insert(file.path) }
        }
        seen.missingDirectories = try missingDirectories(configuration.files.map(\.path.parent))
        for link in configuration.units.flatMap(\.links) where try exists(link) {
            seen.links.insert(link)
        }
        seen.hasGroup = try hasGroup(configuration.group)
        seen.boot = isSystem ? Self.boot : nil
        return seen
    }

    /// Refuses to believe that units are enabled whose links are not there: systemd says yes when it
    /// could make a unit's first link and not the second (`install_info_apply` in its `install.c`).
    public func requireLinks(_ links: [String]) throws(DiskError) {
        // A specifier in a link's name is systemd's to expand.
        for link in links where !link.contains("%") {
            guard try exists(link) else { throw .notMade(path: display(link)) }
        }
    }

    /// This boot's id (proc(5)); nil where the kernel tells none.
    public static var boot: String? {
        let id = text(ofKernelFile: "/proc/sys/kernel/random/boot_id").prefix { $0 != "\n" }
        return id.isEmpty ? nil : String(id)
    }

    /// Refuses targets that cannot be written, before anything is.
    public func requireWritable(_ plan: ConfigurePlan) throws(DiskError) {
        var directories = Set(plan.changes.map(\.path.parent) + [Record.directory])
        if plan.enablesUnits { directories.formUnion(plan.links.map(\.parent)) }
        if plan.group != nil {
            directories.insert("/etc")
            try requireGroupFiles()
        }
        try requireWritable(directories)
        try requireRemovableTemporaries(of: plan.writtenPaths)
        for path in plan.changes.filter({ $0.before != nil }).map(\.path) + [Record.path]
        where try exists(path) {
            try requireMutable(path)
        }
    }

    /// Refuses what an undo cannot write, before it begins.
    public func requireWritable(_ plan: UndoPlan) throws(DiskError) {
        let paths = plan.changes.map(\.path) + plan.links + [Record.path]
        try requireWritable(Set(paths.map(\.parent)))
        for path in plan.changes.map(\.path) + [Record.path] where try exists(path) {
            try requireMutable(path)
        }
    }

    private func requireWritable(_ directories: Set<String>) throws(DiskError) {
        for path in directories.sorted() {
            let existing = try existing(path)
            try call(.write, display(existing)) {
                unsafe faccessat(descriptor, existing.belowRoot, W_OK | X_OK, AT_EACCESS)
            }
        }
    }

    /// Refuses what groupadd(8) would follow out of the root, wait for, or fail at half way.
    private func requireGroupFiles() throws(DiskError) {
        for path in ["/etc/group", "/etc/gshadow"] {
            for name in [path, path + "-", path + "+"] where try isFile(name) {
                try requireMutable(name)
            }
        }
        _ = try isFile("/etc/login.defs")
    }

    /// Refuses an immutable file (chattr(1)); for root, mode bits mean nothing.
    private func requireMutable(_ path: String) throws(DiskError) {
        guard geteuid() == 0 else { return }
        try call(.write, display(path)) {
            unsafe faccessat(descriptor, path.belowRoot, W_OK, AT_EACCESS)
        }
    }
}
