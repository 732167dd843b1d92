import Basics

/// What an installed unit says: its unit file, then its drop-ins in the order in which systemd
/// reads them (systemd.unit(5)).
package struct UnitFile: Equatable, Sendable {
    /// Where an administrator's units, drop-ins and enabling links lie.
    package static let administratorDirectory: NodePath = "/etc/systemd/system"

    /// A unit file or a drop-in.
    package struct Part: Equatable, Sendable {
        /// Where it is.
        package let path: NodePath
        /// What it says.
        package let text: String
        fileprivate let settings: [Setting]

        /// A file that was read.
        package init(path: NodePath, text: String) {
            self.path = path
            self.text = text
            settings = UnitFile.settings(of: text, at: path)
        }
    }

    /// A value that one of the files gives to a setting.
    package struct Setting: Equatable, Sendable {
        package let path: NodePath
        package let section: String
        package let name: String
        package let value: String

        /// The same, of its value only a part.
        func naming(_ part: String) -> Setting {
            Setting(path: path, section: section, name: name, value: part)
        }
    }

    /// The name of a setting, and the section that it is in.
    package struct Key: Equatable {
        package let name: String
        package let section: String

        package init(_ name: String, in section: String = "Service") {
            (self.name, self.section) = (name, section)
        }
    }

    /// The unit's name, `etcd.service`.
    package let name: String
    /// The unit file, then the drop-ins.
    package let parts: [Part]
    /// Whether the unit is enabled; only the disk can tell.
    package var isEnabled = false
    /// The links of the units that `Also=` enables with it, and with those again; only the disk can
    /// tell.
    package var alsoLinks: [NodePath] = []
    /// The units that links start with this one; only the disk can tell.
    package var linkedUnits: [String] = []
    private let settings: [Setting]

    /// Reads the unit file and its drop-ins, in systemd's order.
    package init(name: String, parts: [Part]) {
        self.name = name
        self.parts = parts
        settings = parts.flatMap(\.settings)
    }

    /// The unit as it is once these drop-ins are there, among those that it has: systemd orders
    /// them all by their names, and one takes the place of another of the same name.
    package func adding(_ dropIns: [Part]) -> UnitFile {
        guard let file = parts.first else { return self }
        let names = Set(dropIns.map(\.path.name))
        let kept = parts.dropFirst().filter { !names.contains($0.path.name) }
        // Each directory's name is no part of the order.
        let all = (kept + dropIns).sorted { $0.path.name < $1.path.name }
        var unit = UnitFile(name: name, parts: [file] + all)
        unit.isEnabled = isEnabled
        unit.alsoLinks = alsoLinks
        unit.linkedUnits = linkedUnits
        return unit
    }

    /// The values of a setting that is a list, since the last empty one.
    package func list(_ name: String, in section: String = "Service") -> [Setting] {
        let values = settings.filter { $0.section == section && $0.name == name }
        let start = values.lastIndex { $0.value.isEmpty }.map { $0 + 1 } ?? 0
        return Array(values[start...])
    }

    /// The file that empties a list, after which its values are the first ones again.
    package func emptying(_ name: String, in section: String = "Service") -> NodePath? {
        settings.last { $0.section == section && $0.name == name && $0.value.isEmpty }?.path
    }

    /// The last value of a setting that has one, or none.
    package func last(_ name: String, in section: String = "Service") -> Setting? {
        settings.last { $0.section == section && $0.name == name }
    }

    /// The values of a setting that has several names, but for empty ones; the last counts.
    package func values(of keys: [Key]) -> [Setting] {
        settings.filter { !$0.value.isEmpty && keys.contains(Key($0.name, in: $0.section)) }
    }

    /// The values of all settings of `[Unit]` whose names begin so.
    package func settings(withPrefix prefix: String) -> [Setting] {
        settings.filter { $0.section == "Unit" && $0.name.hasPrefix(prefix) }
    }

    /// The unit's commands; more than one only for `Type=oneshot`.
    package var execStart: [String] { list("ExecStart").map(\.value) }

    /// The links that enabling the unit makes.
    package var links: [NodePath] {
        let names =
            installed("WantedBy").map { "\($0).wants/\(name)" }
            + installed("RequiredBy").map { "\($0).requires/\(name)" }
            + installed("Alias")
        return names.compactMap { NodePath("\(Self.administratorDirectory)/\($0)") }
    }

    /// The units that are enabled with this one.
    package var also: [String] { installed("Also") }

    /// The names that a setting of `[Install]` lists. Only the first thousand, which no real unit
    /// has: each is looked for on the disk.
    private func installed(_ name: String) -> [String] {
        Array(list(name, in: "Install").flatMap { InstallWords.of($0.value) }.prefix(1000))
    }

    private static func settings(of text: String, at path: NodePath) -> [Setting] {
        var section = ""
        var settings: [Setting] = []
        forEachLogicalLine(of: text) { line in
            if line.utf8.first == UInt8(ascii: "["), line.utf8.last == UInt8(ascii: "]") {
                section = String(Substring(line.utf8.dropFirst().dropLast()))
            } else if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
                settings.append(
                    Setting(
                        path: path,
                        section: section,
                        name: String(line[..<equals].stripped),
                        value: String(Substring(line[equals...].utf8.dropFirst()).stripped)
                    )
                )
            }
        }
        return settings
    }
}
