import Basics
import Desired
import Glibc
import Linux
import Units

extension Root {
    /// What keeps a member's etcd from its data: something on the way that is no directory, or one
    /// that is not for its user. Nil where systemd, a mount or another program is to see to it.
    package func obstacle(
        toData directory: NodePath,
        of unit: UnitFile
    ) throws(DiskError) -> Obstacle? {
        let home = directory.parent
        guard try !isAnnounced(directory), try !isAnnounced(home),
            !unit.ownDirectories.contains(where: directory.isWithin),
            !unit.list("ExecStartPre").contains(where: { $0.value.hasPart(home.text) })
        else { return nil }
        let user = try account(of: unit)
        var needed = mode_t(S_IWOTH | S_IXOTH)
        for place in [directory] + directory.ancestors {
            guard let found = try find(place, .pathOnly(link: false)) else { continue }
            let status = try found.status(to: .read)
            guard status.st_mode & S_IFMT == S_IFDIR else {
                return Obstacle(
                    at: place,
                    "\(display(place)): is a \(status.kind), and etcd's data "
                        + "would lie below it; move it away",
                    status: .cannotCreate
                )
            }
            if let user, try !lets(user, do: needed, in: place, status) {
                let cure =
                    if place.isWithin(home) {
                        "chown -R \(user.name) \(display(home))"
                    } else if needed == S_IXOTH {
                        "chmod a+x \(display(place))"
                    } else {
                        "install -d -o \(user.name) \(display(home))"
                    }
                return Obstacle(
                    at: place,
                    "\(display(place)): is closed to \(quoted(user.name)), as "
                        + "whom etcd would keep its data in \(directory); run '\(cure)'",
                    status: .cannotCreate
                )
            }
            needed = mode_t(S_IXOTH)
        }
        return nil
    }

    private struct Account {
        let name: String
        let id: uid_t
        var groups: Set<gid_t>
    }

    /// As whom a unit's program runs; nil for root, and for one of whom nothing is known.
    private func account(of unit: UnitFile) throws(DiskError) -> Account? {
        guard !unit.hasDynamicUser, let name = unit.user, let entry = try entry(name, in: "passwd"),
            entry.count > 3,
            let id = uid_t(entry[2]), unit.list("SupplementaryGroups").isEmpty,
            case .group(let group) = try keyReaders(of: unit)
        else { return nil }
        var account = Account(name: entry[0], id: id, groups: [group.id])
        for line in try entries(of: "group") where line.count > 3 {
            guard line[3].split(separator: ",").contains(entry[0][...]) else { continue }
            account.groups.formUnion([gid_t(line[2])].compactMap(\.self))
        }
        return account
    }

    /// Whether a mode lets somebody do something (inode(7)); an access list may let anybody.
    private func lets(
        _ user: Account,
        do rights: mode_t,
        in place: NodePath,
        _ status: stat
    ) throws(DiskError) -> Bool {
        let shift: mode_t =
            status.st_uid == user.id ? 6 : user.groups.contains(status.st_gid) ? 3 : 0
        if user.id == 0 || status.st_mode >> shift & rights == rights { return true }
        return try permissions(status, place).named != 0
    }
}
