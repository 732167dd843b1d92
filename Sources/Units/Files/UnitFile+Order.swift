import Basics

/// That a unit starts only once another one has.
package struct Ordering: Hashable {
    package let later: String
    package let earlier: String
    /// The line that says so; nil for what systemd adds by itself.
    package var line: Line?

    package init(later: String, earlier: String, line: Line? = nil) {
        (self.later, self.earlier, self.line) = (later, earlier, line)
    }

    /// A line of a unit's file or of one of its drop-ins.
    package struct Line: Hashable {
        package let path: NodePath
        package let text: String
    }
}

extension UnitFile {
    /// The settings by which a unit has others started with it (systemd.unit(5)).
    private static let needs = ["Wants", "Requires", "Requisite", "BindsTo", "Upholds"]

    /// The units that are started with this one.
    package var startedUnits: [String] {
        Self.needs.flatMap(named).map(\.unit) + linkedUnits
    }

    /// The units without which this one is not started (systemd.unit(5)), each with its line.
    package var requirements: [(unit: String, line: Ordering.Line)] {
        ["Requires", "Requisite", "BindsTo"].flatMap(named)
    }

    /// The units that are stopped where this one starts, each with its line.
    package var conflicts: [(unit: String, line: Ordering.Line)] { named("Conflicts") }

    /// Every unit that one must know to know when this one starts.
    package var neighbors: Set<String> {
        let own = links.compactMap(\.target)
        return Set(startedUnits + (["After", "Before"].flatMap(named)).map(\.unit) + own)
            .subtracting([name])
    }

    /// What starts before this unit, and after it.
    package var orderings: [Ordering] {
        let explicit =
            named("After").map { Ordering(later: name, earlier: $0.unit, line: $0.line) }
            + named("Before").map { Ordering(later: $0.unit, earlier: name, line: $0.line) }
        guard last("DefaultDependencies", in: "Unit")?.value != "no" else { return explicit }
        // A target waits for what it starts (systemd.target(5)), and a service for its socket
        // (systemd.socket(5), "Implicit Dependencies").
        if name.hasSuffix(".target") {
            let first = Set(explicit.filter { $0.earlier == name }.map(\.later))
            return explicit
                + startedUnits.filter { !first.contains($0) }.map {
                    Ordering(later: name, earlier: $0)
                }
        }
        guard name.hasSuffix(".socket") else { return explicit }
        let service = last("Service", in: "Socket")?.value ?? "\(name.dropLast(7)).service"
        return explicit + [Ordering(later: service, earlier: name)]
    }

    /// The names in a setting of `[Unit]`, which no empty value takes back, each with its line.
    private func named(_ setting: String) -> [(unit: String, line: Ordering.Line)] {
        let specifiers = Specifiers(unit: name)
        return values(of: [Key(setting, in: "Unit")]).flatMap { value in
            InstallWords.of(value.value).compactMap { word in
                specifiers.text(word).map { unit in
                    (unit, Ordering.Line(path: value.path, text: "\(setting)=\(unit)"))
                }
            }
        }
    }
}

extension NodePath {
    /// The unit with which a link in its directory has another one started.
    package var target: String? {
        for suffix in [".wants", ".requires"] where parent.name.hasSuffix(suffix) {
            return String(parent.name.dropLast(suffix.count))
        }
        return nil
    }
}
