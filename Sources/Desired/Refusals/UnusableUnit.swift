import Units

/// A unit that the node needs and that cannot be enabled.
package enum UnusableUnit: Hashable, Sendable {
    /// The unit is not installed.
    case notInstalled(String)
    /// A link to /dev/null keeps the unit from being started.
    case masked(String)
    /// The name is an alias of another unit, in whose name systemd makes the links.
    case alias(String, of: String)
    /// The unit is in a state that enabling does not change, in systemd's own words
    /// (systemctl(1), "is-enabled"): `static` if it has no `[Install]` section.
    case fixed(String, state: String)

    /// The units among these that cannot be enabled. If PID 1 was asked, its answer counts, but
    /// whether a name is an alias is always read from the files.
    package static func among(_ units: [String], of installed: InstalledSoftware) -> [UnusableUnit]
    {
        units.compactMap { name in
            let unit = installed.units[name]
            if case .alias(_, let other) = unit { return .alias(name, of: other) }
            guard let states = installed.states else { return UnusableUnit(name, unit) }
            return UnusableUnit(name, states[name])
        }
    }

    private init?(_ name: String, _ unit: InstalledUnit?) {
        switch unit {
        case nil: self = .notInstalled(name)
        case .masked: self = .masked(name)
        case .unit(let file) where file.links.isEmpty: self = .fixed(name, state: "static")
        case .unit, .alias: return nil
        }
    }

    private init?(_ name: String, _ state: UnitFileState?) {
        switch state {
        case nil: self = .notInstalled(name)
        case let state? where state.isMasked: self = .masked(name)
        case let state? where !state.canBeEnabled: self = .fixed(name, state: state.rawValue)
        case .some: return nil
        }
    }

    /// The unit's name.
    package var name: String {
        switch self {
        case .notInstalled(let name), .masked(let name), .alias(let name, _), .fixed(let name, _):
            name
        }
    }
}

extension UnusableUnit: CustomStringConvertible {
    /// The reason and, where there is one, the cure.
    package var description: String {
        switch self {
        case .notInstalled: "\(name) is not installed"
        case .masked: "\(name) is masked; run 'systemctl unmask \(name)'"
        case .alias(_, let other):
            "\(name) is an alias of \(other); it needs a unit file of its own"
        case .fixed(_, let state): "\(name) cannot be enabled: its state is '\(state)'"
        }
    }
}
