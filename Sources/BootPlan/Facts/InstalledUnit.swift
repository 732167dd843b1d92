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
