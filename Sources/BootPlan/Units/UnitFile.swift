/// What an installed unit says: its unit file, then its drop-ins in the order in which systemd
/// reads them (systemd.unit(5)).
public struct UnitFile: Equatable, Sendable {
    /// Where an administrator's units, drop-ins and enabling links lie.
    public static let administratorDirectory: NodePath = "/etc/systemd/system"

    /// A unit file or a drop-in.
    public struct Part: Equatable, Sendable {
        /// Where it is.
        public let path: NodePath
        /// What it says.
        public let text: String

        /// A file that was read.
        public init(path: NodePath, text: String) {
            self.path = path
            self.text = text
        }
    }

    /// A value that one of the files gives to a setting.
    struct Setting: Equatable, Sendable {
        let path: NodePath
        let section: String
        let name: String
        let value: String
    }

    /// The name of a setting, and the section that it is in.
    struct Key: Equatable {
        let name: String
        let section: String

        init(_ name: String, in section: String = "Service") {
            (self.name, self.section) = (name, section)
        }
    }

    /// The unit's name, `etcd.service`.
    public let name: String
    /// The unit file, then the drop-ins.
    public let parts: [Part]
    /// Whether the unit is enabled; only the disk can tell.
    public var isEnabled = false
    /// The links of the units that `Also=` enables with it, and with those again; only the disk can
    /// tell.
    public var alsoLinks: [NodePath] = []
    private let settings: [Setting]

    /// Reads the unit file and its drop-ins, in systemd's order.
    public init(name: String, parts: [Part]) {
        self.name = name
        self.parts = parts
        settings = parts.flatMap(Self.settings)
    }

    /// The unit as it is once these drop-ins are there, among those that it has: systemd orders them
    /// all by their names, and one takes the place of another of the same name.
    func adding(_ dropIns: [Part]) -> UnitFile {
        guard let file = parts.first else { return self }
        let names = Set(dropIns.map(\.path.name))
        let kept = parts.dropFirst().filter { !names.contains($0.path.name) }
        // Each directory's name is no part of the order.
        let all = (kept + dropIns).sorted { $0.path.name < $1.path.name }
        var unit = UnitFile(name: name, parts: [file] + all)
        unit.isEnabled = isEnabled
        unit.alsoLinks = alsoLinks
        return unit
    }

    /// The values of a setting that is a list, since the last empty one.
    func list(_ name: String, in section: String = "Service") -> [Setting] {
        let values = settings.filter { $0.section == section && $0.name == name }
        let start = values.lastIndex { $0.value.isEmpty }.map { $0 + 1 } ?? 0
        return Array(values[start...])
    }

    /// The file that empties a list, after which its values are the first ones again.
    func emptying(_ name: String, in section: String = "Service") -> NodePath? {
        settings.last { $0.section == section && $0.name == name && $0.value.isEmpty }?.path
    }

    /// The last value of a setting that has one, or none.
    func last(_ name: String, in section: String = "Service") -> Setting? {
        settings.last { $0.section == section && $0.name == name }
    }

    /// The values of a setting that has several names, but for empty ones; the last counts.
    func values(of keys: [Key]) -> [Setting] {
        settings.filter { !$0.value.isEmpty && keys.contains(Key($0.name, in: $0.section)) }
    }

    /// The unit's commands; more than one only for `Type=oneshot`.
    public var execStart: [String] { list("ExecStart").map(\.value) }

    /// The links that enabling the unit makes.
    public var links: [NodePath] {
        let names =
            installed("WantedBy").map { "\($0).wants/\(name)" }
            + installed("RequiredBy").map { "\($0).requires/\(name)" }
            + installed("Alias")
        return names.compactMap { NodePath("\(Self.administratorDirectory)/\($0)") }
    }

    /// The units that are enabled with this one.
    public var also: [String] { installed("Also") }

    /// The further names that enabling gives to the unit.
    public var aliases: [String] { installed("Alias") }

    private func installed(_ name: String) -> [String] {
        list(name, in: "Install").flatMap { InstallWords.of($0.value) }
    }

    private static func settings(of part: Part) -> [Setting] {
        var section = ""
        var settings: [Setting] = []
        forEachLogicalLine(of: part.text) { line in
            if line.utf8.first == UInt8(ascii: "["), line.utf8.last == UInt8(ascii: "]") {
                section = String(Substring(line.utf8.dropFirst().dropLast()))
            } else if let equals = line.utf8.firstIndex(of: UInt8(ascii: "=")) {
                settings.append(
                    Setting(
                        path: part.path,
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
