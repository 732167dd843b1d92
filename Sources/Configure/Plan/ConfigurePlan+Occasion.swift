import Cluster

extension ConfigurePlan {
    /// Why the run configures the node, or does not.
    package enum Occasion: Equatable, Sendable {
        /// No record: the node's first run.
        case first
        /// No record, but the node is configured as described: it is recorded, and not rebooted.
        case adoption
        /// A run or an undo for this instance was interrupted.
        case resumption
        /// The record is about another instance or host.
        case renewal(of: Identity)
        /// The record says done, but the node, or what the plan rested on, has changed since.
        case drift(Drift)
        /// The record says done, and the operator asks for the run anyway.
        case repetition
    }
}

extension ConfigurePlan.Occasion {
    init(
        after record: Record?,
        as identity: Identity,
        isMember: Bool,
        because drift: Drift?
    ) {
        switch record {
        case nil: self = isMember ? .adoption : .first
        case let record? where record.identity != identity: self = .renewal(of: record.identity)
        case let record? where record.phase != .complete: self = .resumption
        case .some: self = drift.map(Self.drift) ?? .repetition
        }
    }

    /// Whether the run's changes take effect only with a reboot. An adopted node already runs as
    /// described; if only a unit or a program has changed, it has not started yet: it is early
    /// boot.
    var needsReboot: Bool {
        switch self {
        case .adoption: false
        case .drift(let drift): !drift.reverted.isEmpty
        case .first, .resumption, .renewal, .repetition: true
        }
    }
}
