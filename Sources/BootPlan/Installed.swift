/// What is installed on a node, as far as its configuration depends on it.
public struct Installed: Equatable, Sendable {
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

    /// The unit, unless it is masked.
    public var file: UnitFile? {
        guard case .unit(let file) = self else { return nil }
        return file
    }
}

/// A unit that the node needs and that cannot be enabled, as the files tell.
public struct UnavailableUnit: Equatable, Sendable, CustomStringConvertible {
    /// Why a unit cannot be enabled.
    public enum Reason: String, Sendable {
        /// No unit file.
        case notInstalled = "is not installed"
        /// A link to /dev/null.
        case masked = "is masked"
        /// Nothing in `[Install]` says what is to start it.
        case `static` = "has no [Install] section"
    }

    /// The unit's name.
    public let name: String
    /// Why.
    public let reason: Reason

    init?(_ name: String, _ installed: InstalledUnit?) {
        switch installed {
        case nil: reason = .notInstalled
        case .masked: reason = .masked
        case .unit(let file) where file.links.isEmpty: reason = .static
        case .unit: return nil
        }
        self.name = name
    }

    /// The unit, and what is wrong with it.
    public var description: String { "\(name) \(reason.rawValue)" }
}
