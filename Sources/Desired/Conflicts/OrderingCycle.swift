import Units
import Basics

extension SettingConflict {
    /// Units of which a boot would not start all once the node holds these files: services that
    /// stop one another, and units that would wait for one another in a circle, which systemd
    /// breaks by starting one of them not at all.
    ///
    /// Only units that a boot starts can wait. Of those that are started by something that none of
    /// the node's services names, nothing is known here.
    static func ofBoot(
        among services: [Service],
        on installed: InstalledSoftware,
        holding files: [DesiredState.File]
    ) -> [SettingConflict] {
        var units = installed.units.compactMapValues(\.file)
        for service in Service.allCases {
            units[service.unit] =
                PlannedService(service, on: installed, holding: files)?.unit ?? units[service.unit]
        }
        let enabled = Set(services.map(\.unit)).union(units.values.filter(\.isEnabled).map(\.name))
        var orderings = units.values.flatMap(\.orderings)
        for name in enabled {
            for target in units[name]?.links.compactMap(\.target) ?? [] {
                if target.hasSuffix(".target") {
                    orderings.append(Ordering(later: target, earlier: name))
                }
            }
        }
        let started = Self.started(from: enabled, in: units)
        let services = Service.allCases.map(\.unit).filter(started.contains)
        let exclusions = services.flatMap { name in
            (units[name]?.conflicts ?? []).filter { $0.unit != name && services.contains($0.unit) }
        }
        let order = BootOrder(
            orderings.filter { started.contains($0.later) && started.contains($0.earlier) }
        )
        let own = Set(files.map(\.path))
        var lines: Set<Ordering.Line> = []
        let cycles = Service.allCases.compactMap { order.cycle(through: $0.unit) }
            .compactMap { Self.line(of: $0, own: own) }
            // The same one is found from each unit that is in it.
            .filter { lines.insert($0.line).inserted }
            .map { SettingConflict.cycle($0.line.text, in: $0.line.path, $0.units) }
        return exclusions.map { .other($0.line.text, in: $0.line.path, .exclusive) } + cycles
    }

    /// What these units start, and they themselves.
    private static func started(
        from enabled: Set<String>,
        in units: [String: UnitFile]
    ) -> Set<String> {
        var started = enabled
        var rest = Array(enabled)
        while let name = rest.popLast() {
            guard let unit = units[name] else { continue }
            let targets = enabled.contains(name) ? unit.links.compactMap(\.target) : []
            for other in unit.startedUnits + targets where started.insert(other).inserted {
                rest.append(other)
            }
        }
        return started
    }

    /// The line to remove is one that is not ours, and says what none of ours does: if it may be,
    /// the administrator's.
    private static func line(
        of cycle: [[Ordering]],
        own: Set<NodePath>
    ) -> (line: Ordering.Line, units: [String])? {
        let lines = cycle.compactMap { orderings in
            let lines = orderings.compactMap(\.line)
            return lines.contains { own.contains($0.path) } ? nil : lines.first
        }
        let etc = lines.first { $0.path.isWithin(UnitFile.administratorDirectory) }
        guard let line = etc ?? lines.first, let first = cycle.first?.first else { return nil }
        let names = cycle.compactMap(\.first?.later) + [first.later]
        return (line, names)
    }
}

/// Which unit waits for which.
private struct BootOrder {
    private var orderings: [String: [String: [Ordering]]] = [:]

    init(_ all: [Ordering]) {
        for one in all where one.later != one.earlier {
            orderings[one.later, default: [:]][one.earlier, default: []].append(one)
        }
    }

    /// The shortest circle that a unit is in: what has each wait for the next, and the last for the
    /// first.
    func cycle(through unit: String) -> [[Ordering]]? {
        var waiting: [String: String] = [:]
        var rest = [unit]
        var next = 0
        while next < rest.count {
            let later = rest[next]
            next += 1
            for earlier in (orderings[later] ?? [:]).keys.sorted() where waiting[earlier] == nil {
                waiting[earlier] = later
                rest.append(earlier)
            }
        }
        guard waiting[unit] != nil else { return nil }
        var cycle: [[Ordering]] = []
        var earlier = unit
        repeat {
            guard let later = waiting[earlier] else { return nil }
            cycle.insert(orderings[later]?[earlier] ?? [], at: 0)
            earlier = later
        } while earlier != unit
        return cycle
    }
}
