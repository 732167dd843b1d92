import Cluster
import Configure

/// Whether a machine is configured as the node that it is described as, by its record.
package enum RecordedState: Equatable, Sendable {
    /// There is no record.
    case never
    /// There is one that cannot be trusted, for this reason.
    case untrusted(String)
    /// A run or an undo was interrupted.
    case interrupted
    /// A run or an undo is at work.
    case underWay
    /// The record is about somebody else.
    case another(Identity)
    /// The run is completed; `reboot` says whether what it wrote is still to take effect, `drift`
    /// what has changed since.
    case complete(reboot: Bool, Drift)

    /// What a record says of a machine in this boot.
    package init(
        _ record: Record?,
        of identity: Identity,
        inBoot boot: String?,
        isAtWork: Bool = false,
        _ drift: Drift
    ) {
        guard let record else {
            self = .never
            return
        }
        guard record.identity == identity else {
            self = .another(record.identity)
            return
        }
        guard record.phase == .complete else {
            self = isAtWork ? .underWay : .interrupted
            return
        }
        let owed = record.rebootOwedIn
        self = .complete(reboot: owed != nil && owed == boot, drift)
    }
}
