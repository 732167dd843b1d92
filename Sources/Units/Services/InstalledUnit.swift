import Basics

/// What is installed under a unit's name.
package enum InstalledUnit: Equatable, Sendable {
    /// The unit, with its drop-ins.
    case unit(UnitFile)
    /// A link to /dev/null, with which an administrator keeps the unit from being started.
    case masked
    /// A link to the file of another unit; systemd makes the enabling links in that unit's name.
    case alias(UnitFile, of: String)

    /// The same, with the links of the units that are enabled with it.
    package func enabling(also links: [NodePath]) -> InstalledUnit {
        switch self {
        case .unit(var file):
            file.alsoLinks = links
            return .unit(file)
        case .alias(var file, let other):
            file.alsoLinks = links
            return .alias(file, of: other)
        case .masked:
            return .masked
        }
    }

    /// The unit, unless it is masked.
    package var file: UnitFile? {
        switch self {
        case .unit(let file), .alias(let file, _): file
        case .masked: nil
        }
    }
}
