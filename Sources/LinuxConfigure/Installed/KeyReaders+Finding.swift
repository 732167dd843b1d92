import Basics
import Desired
import Linux
import Units

extension Root {
    /// By whose group a service reads a file, by its unit and by the users and groups of this root.
    package func keyReaders(of unit: UnitFile?) throws(DiskError) -> KeyReaders {
        guard let unit else { return .nobody }
        // passwd(5): name, password, number, group.
        var entry: [String] = []
        if let user = unit.user {
            guard let found = try self.entry(user, in: "passwd"), found.count > 3 else {
                return unit.hasDynamicUser ? .dynamic : .unknown(user)
            }
            entry = found
        }
        if let name = unit.group {
            guard let group = try group(name) else { return .unknown(name) }
            return .group(group)
        }
        guard !entry.isEmpty else { return .nobody }
        return .group(try group(entry[3]) ?? SystemGroup(name: entry[3], id: UInt32(entry[3]) ?? 0))
    }

    private func group(_ name: String) throws(DiskError) -> SystemGroup? {
        guard let entry = try entry(name, in: "group"), entry.count > 2, let id = UInt32(entry[2])
        else { return nil }
        return SystemGroup(name: entry[0], id: id)
    }

    /// The fields of the entry with a name, or a number, in `/etc` or among an image's own, which
    /// ostree keeps in `/usr/lib` (nss-altfiles).
    func entry(_ name: String, in file: String) throws(DiskError) -> [String]? {
        let entries = try entries(of: file)
        return entries.first { $0.first == name }
            ?? entries.first { $0.count > 2 && $0[2] == name }
    }

    func entries(of file: String) throws(DiskError) -> [[String]] {
        var lines: [String] = []
        for directory: NodePath in ["/etc", "/usr/lib"] {
            lines += try Groups(of: self).file(directory.appending(file))?.lines ?? []
        }
        return lines.map { line in
            line.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        }
    }

    /// Whether nothing has a user or a group, nor makes one: sysusers.d(5), cloud-init, and whoever
    /// else is asked by nsswitch.conf(5), may.
    func isUnknown(account name: String, in file: String) throws(DiskError) -> Bool {
        guard !name.contains("%"), try entry(name, in: file) == nil else { return false }
        let asked = (try textFound(at: "/etc/nsswitch.conf") ?? "").split(separator: "\n")
            .filter { $0.hasPrefix("\(file):") }
            .flatMap { $0.dropFirst(file.count + 1).words }
        let own = ["files", "compat", "systemd", "altfiles", "db"]
        guard asked.allSatisfy({ $0.hasPrefix("[") || own.contains(String($0)) }) else {
            return false
        }
        var makers = try cloudInitInputs()
        for directory: NodePath in ["/etc/sysusers.d", "/run/sysusers.d", "/usr/lib/sysusers.d"] {
            makers += (try find(directory, .directory)?.names() ?? []).map(directory.appending)
        }
        return try !words(of: makers).contains(name)
    }
}
