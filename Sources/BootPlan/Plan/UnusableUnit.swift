/// A unit that the node needs and that cannot be enabled.
public enum UnusableUnit: Hashable, Sendable {
    /// There is no such unit.
    case notInstalled(String)
    /// A link to /dev/null keeps the unit from ever being started.
    case masked(String)
    /// The name is another unit's second one, in whose name systemd makes the links.
    case alias(String, of: String)
    /// The unit is in a state that enabling does not change, in systemd's own word
    /// (systemctl(1), "is-enabled"): `static` where no `[Install]` section says what starts it.
    case fixed(String, state: String)

    /// The units of a node that cannot be enabled. Where PID 1 was asked, its word counts; that a
    /// name is an alias, the files tell everywhere.
    static func amongUnits(of installed: InstalledSoftware) -> [UnusableUnit] {
        DesiredState.units.compactMap { name in
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
    public var name: String {
        switch self {
        case .notInstalled(let name), .masked(let name), .alias(let name, _), .fixed(let name, _):
            name
        }
    }
}

extension UnusableUnit: CustomStringConvertible {
    /// The reason and, where there is one, the cure.
    public var description: String {
        switch self {
        case .notInstalled: "\(name) is not installed"
        case .masked: "\(name) is masked ('systemctl unmask \(name)' undoes it)"
        case .alias(_, let other):
            "\(name) is another name of \(other): it needs a unit file of its own"
        case .fixed(_, let state): "\(name) cannot be enabled, its state is '\(state)'"
        }
    }
}
