import Basics
import Cluster
import Configure
import Desired
import Etcd
import Glibc
import Join
import Linux
import Units

extension Root {
    /// Reads the present state of a node's files, links and group; changes nothing.
    ///
    /// Of files that a run has written, somebody may have changed the owner.
    package func observe(
        _ desired: DesiredState,
        written: Set<NodePath> = []
    ) throws(DiskError) -> DiskState {
        var disk = DiskState()
        for file in desired.files {
            let path = file.path
            disk.contents[path] = try read(path, ofAnyOwner: written.contains(path))
            let kept = try keptOriginal(of: path)
            disk.backups[path] = try read(kept)
            if kept == path.secondBackup { disk.secondBackups.insert(path) }
            disk.permissions[path] = try permissions(path)
            disk.permissions[path.backup] = try permissions(kept)
            disk.treeDefaults[path] = try read(path.treeDefault)
        }
        disk.missingDirectories = try missingDirectories(desired.files.map(\.path.parent))
        for link in desired.units.flatMap({ $0.links + $0.alsoLinks }) where try isLink(link) {
            disk.links.insert(link)
        }
        disk.group = try Groups(of: self).state(of: desired.group)
        if let directory = desired.logDirectory {
            // What etcd itself takes for a log (etcd's `wal.Exist()`), in directories of its own
            // user.
            let names = try find(directory, .directory)?.names() ?? []
            if names.contains(where: { $0.hasSuffix(".wal") }) {
                disk.memberLog = directory
                let memory = try rememberedMember()
                disk.wasMember = memory?.speaks(of: desired.node.name) ?? false
                disk.lastRun = memory?.lastRun
            }
        } else if case .announced(let announcement) = try rememberedMember()?.standing {
            disk.announcedID = announcement.id
        }
        if isSystem {
            disk.boot = Self.boot
            disk.changedBoots = try changedBoots()
        }
        return disk
    }

    /// Where the original of a file is kept, or would be.
    func keptOriginal(of path: NodePath) throws(DiskError) -> NodePath {
        try exists(path.secondBackup) ? path.secondBackup : path.backup
    }

    /// What this disk's own memory, which outlives `/etc` and an installation, has of a member. Of
    /// one that cannot be read, who reads it next says what is wrong.
    private func rememberedMember() throws(DiskError) -> MemberRecord? {
        let path = MemberRecord.path
        guard let bytes = try read(path, isInput: true) else { return nil }
        let source = Source(name: display(path), text: String(decoding: bytes, as: UTF8.self))
        do throws(InputError) {
            return try MemberRecord(parsing: source)
        } catch {
            return nil
        }
    }

    /// Refuses to believe that units are enabled whose links are not there: systemd says yes when
    /// it could make a unit's first link and not the second (`install_info_apply` in its
    /// `install.c`).
    package func requireLinks(_ links: [NodePath]) throws(DiskError) {
        for link in links where !link.hasSpecifier {
            guard try isLink(link) else { throw .notMade(path: display(link)) }
        }
    }

    /// This boot's id (proc(5)); nil if the kernel gives none.
    package static var boot: String? {
        let id = text(ofKernelFile: "/proc/sys/kernel/random/boot_id").prefix { $0 != "\n" }
        return id.isEmpty ? nil : String(id)
    }
}

extension MemberRecord {
    /// Whether it is of one that has data, or of one of this name whose etcd was started here.
    fileprivate func speaks(of name: HostName) -> Bool {
        standing != .none || identity.hostName == name
    }
}
