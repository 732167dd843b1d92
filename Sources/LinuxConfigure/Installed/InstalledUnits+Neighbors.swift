import Basics
import Linux
import Units

extension Root {
    /// The units that these, or our drop-ins, name, and those that those name in turn: what one
    /// must know to know in which order a boot starts them.
    func neighbors(
        of units: [String: InstalledUnit]
    ) throws(DiskError) -> [String: InstalledUnit] {
        var found = units
        found[DropIn.network] = try installedUnit(DropIn.network)
        var seen = Set(found.keys)
        var rest = Array(found.keys)
        while let name = rest.popLast() {
            guard case .unit(var file) = found[name] else { continue }
            file.linkedUnits = try linkedUnits(of: name)
            found[name] = .unit(file)
            for other in file.neighbors where other.isUnitName && seen.insert(other).inserted {
                guard let unit = try installedUnit(other) else { continue }
                found[other] = unit
                rest.append(other)
            }
        }
        return found
    }

    /// Whether PID 1 would not find a unit: it has run its generators by now. Units of some types
    /// it makes by itself.
    func isUnknown(unit name: String) throws(DiskError) -> Bool {
        let made = [".device", ".mount", ".slice", ".scope", ".swap"]
        guard name.isUnitName, !made.contains(where: name.hasSuffix) else { return false }
        let type = name.split(separator: ".").last ?? ""
        let template = name.contains("@") ? "\(name.prefix { $0 != "@" })@.\(type)" : name
        for directory in try searchPath() + Self.runtimeUnitDirectories {
            for file in [name, template]
            where try find(directory.appending(file), .pathOnly(link: true)) != nil {
                return false
            }
        }
        // One of cloud-init's later modules may write it.
        for file in try cloudInitInputs() where try textFound(at: file)?.hasPart(name) == true {
            return false
        }
        return true
    }

    private static let runtimeUnitDirectories: [NodePath] = [
        "/etc/systemd/system.control", "/run/systemd/system.control", "/run/systemd/transient",
        "/etc/systemd/system.attached", "/run/systemd/system.attached", "/run/systemd/generator",
        "/run/systemd/generator.early", "/run/systemd/generator.late",
    ]

    /// The units that links start with a unit.
    private func linkedUnits(of name: String) throws(DiskError) -> [String] {
        var names: [String] = []
        for directory in try searchPath() {
            for kind in ["wants", "requires"] {
                names += try find(directory.appending("\(name).\(kind)"), .directory)?.names() ?? []
            }
        }
        return names.sorted()
    }
}

extension String {
    /// Whether it can be the name of a unit's file.
    fileprivate var isUnitName: Bool {
        contains(".")
            && utf8.allSatisfy { byte in
                (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
                    || ":-_.\\@".utf8.contains(byte)
            }
    }
}
