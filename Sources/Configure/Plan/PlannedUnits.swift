import Basics
import Desired
import Units

/// The units of a node, and how a run enables them.
package struct PlannedUnits: Equatable, Sendable {
    /// The units that must be enabled.
    package let names: [String]
    /// The links by which systemd knows that they are; their names may hold specifiers.
    package let links: [NodePath]
    /// Those of the links that are not there.
    let missing: [NodePath]
    /// The links that the run makes, those of `Also=` among them.
    private(set) var linksToMake: [NodePath]
    /// Those of the links that later boots expect. A unit that somebody disabled is named as long
    /// as it stays so.
    private(set) var enablingLinks: [NodePath]

    /// Whether the run enables the units: at least one is not enabled yet.
    package var needEnabling: Bool { !linksToMake.isEmpty }

    init(_ units: [DesiredState.Unit], on disk: DiskState) {
        // A specifier in a link's name is systemd's to expand.
        func isMissing(_ link: NodePath) -> Bool {
            !disk.links.contains(link) && !link.hasSpecifier
        }
        names = units.map(\.name)
        links = units.flatMap(\.links)
        missing = links.filter(isMissing)
        linksToMake = missing.isEmpty ? [] : missing + units.flatMap(\.alsoLinks).filter(isMissing)
        enablingLinks = links.filter { !$0.hasSpecifier }
    }

    /// As a run that nobody asked for leaves them: what is disabled stays so.
    func leavingDisabled(known facts: NodeFacts?) -> PlannedUnits {
        var units = self
        units.linksToMake = []
        units.enablingLinks = enablingLinks.filter {
            !missing.contains($0) || facts?.links.contains($0) == true
        }
        return units
    }
}
