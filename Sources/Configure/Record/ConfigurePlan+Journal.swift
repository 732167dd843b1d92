import Basics
import Units

extension ConfigurePlan {
    /// The record of a completed run, written last. `made` are the links that systemd says it made,
    /// more than planned if a unit has `Also=`; `facts` are what the plan rested on.
    package func completed(links made: [NodePath], facts: NodeFacts) -> Record {
        var record = journal
        record.phase = .complete
        for index in record.files.indices { record.files[index].previous = nil }
        if ending != .reboot { record.rebootOwedIn = nil }
        let ours = made.filter { $0.isWithin(UnitFile.administratorDirectory) }
        record.links = Self.union(record.links, ours)
        record.facts = facts
        record.facts?.links = units.enablingLinks
        record.facts?.files = files.map(\.path)
        return record
    }

    /// The files that this run writes, and those of an earlier one that are no longer in the plan.
    package static func journal(_ files: [PlannedFile], known: [Record.File]) -> [Record.File] {
        let planned = files.compactMap { file in
            file.origin.map { origin in
                Record.File(
                    path: file.path,
                    origin: origin,
                    fingerprint: file.isSecret ? nil : Fingerprint(of: file.after),
                    previous: file.action == .replace(.ours) && !file.isSecret
                        ? file.before.map(Fingerprint.init(of:)) : nil,
                    treeDefault: file.treeDefault,
                    original: file.original
                )
            }
        }
        let paths = Set(planned.map(\.path))
        return planned + known.filter { !paths.contains($0.path) }
    }

    package static func union(_ old: [NodePath], _ new: [NodePath]) -> [NodePath] {
        old + new.filter { !old.contains($0) }
    }
}

extension Record.Phase {
    /// What a run is about, until it is completed. One that was cut is finished as it was begun.
    init(of occasion: ConfigurePlan.Occasion, after former: Self?) {
        switch occasion {
        case .drift(let drift): self = drift.reverted.isEmpty ? .adjusting : .restoring
        case .resumption: self = former.flatMap { $0.leavesEdits ? $0 : nil } ?? .configuring
        case .first, .adoption, .renewal, .repetition: self = .configuring
        }
    }

    /// Whether an operator's edits stay: a run that nobody asked for discards nothing.
    var leavesEdits: Bool { self == .restoring || self == .adjusting }
}
