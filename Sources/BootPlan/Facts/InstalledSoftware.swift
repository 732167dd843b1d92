/// What is installed on a node, as far as its configuration depends on it.
public struct InstalledSoftware: Equatable, Sendable {
    /// The programs' versions.
    public let versions: InstalledVersions
    /// Where etcdctl is.
    public let etcdctl: String
    /// The units, by name; none for one that is not installed.
    public let units: [String: InstalledUnit]

    /// What was found on a node.
    public init(
        versions: InstalledVersions,
        etcdctl: String = "/usr/bin/etcdctl",
        units: [String: InstalledUnit] = [:]
    ) {
        self.versions = versions
        self.etcdctl = etcdctl
        self.units = units
    }
}

/// A unit's file, or its absence in disguise.
public enum InstalledUnit: Equatable, Sendable {
    /// The unit, with its drop-ins.
    case unit(UnitFile)
    /// A link to /dev/null, by which an administrator keeps the unit from ever being started.
    case masked
    /// A link to the file of another unit, in whose name systemd makes the links that enable it.
    case alias(UnitFile, of: String)

    /// The unit, unless it is masked.
    public var file: UnitFile? {
        switch self {
        case .unit(let file), .alias(let file, _): file
        case .masked: nil
        }
    }
}
