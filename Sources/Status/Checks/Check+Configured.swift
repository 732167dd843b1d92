import Basics
import Cluster
import Configure

extension Check {
    /// Whether the node is configured as described, this boot runs it, and cloud-init has done its
    /// own part.
    package static func configured(_ seen: StatusObservation) -> Check {
        let instance = seen.node.identity.instanceID
        switch seen.record {
        case .never:
            return bad(
                .configured,
                "it is not configured",
                "not configured; 'bootcmd --dry-run' shows what a run would do"
            )
        case .untrusted(let reason):
            return bad(.configured, "its record cannot be trusted", reason)
        case .interrupted:
            return bad(
                .configured,
                "a run was interrupted",
                "a run, or an undo, was interrupted; the next boot finishes it, or:\n  bootcmd"
            )
        case .underWay:
            return wait(.configured, "a run is at work", "a run, or an undo, is at work")
        case .another(let other):
            return bad(
                .configured,
                "it is configured as another node",
                "for host \(other.hostName), instance \(other.instanceID), where this is instance "
                    + "\(instance)\n  bootcmd"
            )
        case .complete(_, let drift) where !drift.reverted.isEmpty:
            return bad(
                .configured,
                "its files are gone",
                (drift.summary ?? "") + "; the next boot writes them again, or:\n  bootcmd"
            )
        case .complete(reboot: true, _):
            return wait(
                .configured,
                "it is about to reboot",
                "for \(instance), and takes effect with the next boot"
            )
        case .complete(reboot: false, let drift):
            return cloudInit(seen, "for \(instance)", drift)
        }
    }

    private static func cloudInit(
        _ seen: StatusObservation,
        _ whom: String,
        _ drift: Drift
    ) -> Check {
        switch seen.cloudInit {
        case .ended(let errors) where !errors.isEmpty:
            return bad(
                .configured,
                "cloud-init ended with an error",
                "\(whom); cloud-init: \(visible(errors.joined(separator: "; ")))\n"
                    + "  cloud-init status --long"
            )
        case .absent, .running, .ended:
            var notes = [drift.summary].compactMap(\.self)
            // Its last stage waits for the boot, which waits for etcd: that it is not done says
            // nothing.
            if seen.cloudInit == .running { notes.append("cloud-init is still at work") }
            if seen.hasHook == false { notes.append("nothing runs bootcmd at the next boot") }
            return ok(.configured, (["\(whom); this boot runs it"] + notes).joined(separator: "; "))
        }
    }
}
