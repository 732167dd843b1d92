public import BootPlan

extension Root {
    /// By whose group a service reads a file, by its unit and by the users and groups of this root.
    public func keyReaders(of unit: UnitFile?) throws(DiskError) -> KeyReaders {
        guard let unit else { return .nobody }
        if let name = unit.group {
            guard let group = try group(name) else { return .unknown(name) }
            return .group(group)
        }
        guard let user = unit.user else { return .nobody }
        // passwd(5): name, password, number, group.
        guard let entry = try entry(user, in: "passwd"), entry.count > 3 else {
            return .unknown(user)
        }
        return .group(try group(entry[3]) ?? SystemGroup(name: entry[3], id: UInt32(entry[3]) ?? 0))
    }

    private func group(_ name: String) throws(DiskError) -> SystemGroup? {
        guard let entry = try entry(name, in: "group"), entry.count > 2, let id = UInt32(entry[2])
        else { return nil }
        return SystemGroup(name: entry[0], id: id)
    }

    /// The fields of the entry with a name, or a number, in `/etc` or among an image's own, which ostree
    /// keeps in `/usr/lib` (nss-altfiles).
    private func entry(_ name: String, in file: String) throws(DiskError) -> [String]? {
        for directory: NodePath in ["/etc", "/usr/lib"] {
            let lines = try Groups(of: self).file(directory.appending(file))?.lines ?? []
            let entries = lines.map { line in
                line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
            }
            if let entry = entries.first(where: { $0.first == name })
                ?? entries.first(where: { $0.count > 2 && $0[2] == name })
            {
                return entry
            }
        }
        return nil
    }
}
