import Cluster
import Desired
import Etcd
import Join
import Linux
import LinuxConfigure
import LinuxJoin
import Status

/// A decision being carried out, in an order that a power cut may end anywhere.
struct JoinStep {
    let root: Root
    let plan: JoinPlan
    let tools: PeerTools?
    /// What etcd is told, where it founds.
    let founding: StartEnvironment?

    private var node: Node { plan.machine.node }

    func carryOut() throws -> Gate.Step {
        Report.say("bootcmd: join: \(plan.decision)")
        switch plan.decision {
        case .wait(let obstacle):
            return .wait(obstacle.note)
        case .start:
            try founding.map(root.start) ?? root.releaseEtcd()
            return .open
        case .startAdded(let announcement):
            if plan.machine.standing != .announced(announcement) {
                try remember(.announced(announcement))
            }
            try root.start(with: .joining(announcement.initialCluster))
            return .open
        case .remove(let entry, let through):
            guard let etcdctl = tools?.etcdctl else { return .wait(JoinObstacle.noEtcdctl.note) }
            // The disk may have come while the others were asked.
            guard try !root.hasLog(in: plan.machine.logDirectory) else { return .lookAgain }
            let answer = try etcdctl.remove(entry.id, through: through)
            guard answer.code == 0 else {
                return .wait(JoinObstacle.refused(.remove, answer.reason).note)
            }
            return .lookAgain
        case .announce(let list, let through):
            guard let etcdctl = tools?.etcdctl else { return .wait(JoinObstacle.noEtcdctl.note) }
            return try announce(to: list, through, with: etcdctl)
        }
    }

    private func announce(
        to list: MemberList,
        _ through: InitialCluster.Member,
        with etcdctl: Etcdctl
    ) throws -> Gate.Step {
        // First: whatever ends this before the answer is written down, the next look knows that an
        // entry at this URL is its own.
        try remember(.announcing)
        let answer = try etcdctl.add(plan.machine.member, through: through)
        guard let announcement = Announcement(answer, of: plan.machine.member, to: list) else {
            if answer.isRefusal { try remember(.none) }
            return .wait(JoinObstacle.refused(.announce, answer.reason).note)
        }
        try remember(.announced(announcement))
        try root.start(with: .joining(announcement.initialCluster))
        Report.say("bootcmd: join: \(node.name) is in the cluster as \(announcement.id)")
        return .open
    }

    private func remember(_ standing: MemberRecord.Standing) throws {
        try root.remember(node.identity) { $0.standing = standing }
    }
}
