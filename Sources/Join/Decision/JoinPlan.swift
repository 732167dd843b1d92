import Basics

/// What was decided on this machine's etcd, and what it was decided from.
package struct JoinPlan: Equatable, Sendable {
    /// This machine.
    package let machine: JoiningMachine
    /// What the others said; nil where nobody had to be asked, or nothing could ask them.
    package let membership: Membership?
    /// The network card of another machine that says it has this member's address; nil if none
    /// does, or if that did not have to be asked.
    package private(set) var rival: String?
    /// What comes next.
    package private(set) var decision: JoinDecision

    /// Whether carrying it out changes the cluster's list of members.
    package var changesCluster: Bool {
        switch decision {
        case .remove, .announce: true
        case .start, .startAdded, .wait: false
        }
    }

    /// Decides without asking anybody; nil if the others must be asked.
    package init?(withoutAsking machine: JoiningMachine) {
        guard let decision = JoinDecision(withoutAsking: machine) else { return nil }
        (self.machine, membership, self.decision) = (machine, nil, decision)
    }

    /// Decides by what the others said. An etcd that runs can be asked by etcdctl alone; gates
    /// answer without.
    package init(_ machine: JoiningMachine, in membership: Membership, hasEtcdctl: Bool) {
        self.machine = machine
        self.membership = membership
        let canAsk =
            hasEtcdctl || !membership.answers.contains { $0.port == .accepts && $0.gate == nil }
        decision = canAsk ? JoinDecision(machine, in: membership) : .wait(.noEtcdctl)
    }

    /// The same plan, but that the list of members is not changed for an etcd that could not join:
    /// one that is older than what the cluster runs as ends at once (`isCompatibleWithCluster` in
    /// etcdserver/cluster_util.go). A version that is not known is in nobody's way.
    package func fitting(clusterOf cluster: Version?) -> JoinPlan {
        guard changesCluster, let cluster, let etcd = machine.etcd, etcd < cluster else {
            return self
        }
        var plan = self
        plan.decision = .wait(.etcdTooOld(etcd, clusterOf: cluster))
        return plan
    }

    /// The same plan, but that nobody is taken out of the cluster whose address another machine
    /// has.
    package func sparing(rival: String?) -> JoinPlan {
        guard let rival else { return self }
        var plan = self
        plan.rival = rival
        plan.decision = .wait(.addressTaken(machine.member, by: rival))
        return plan
    }
}
