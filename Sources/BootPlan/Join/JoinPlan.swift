/// What was decided on this machine's etcd, and what it was decided from.
public struct JoinPlan: Equatable, Sendable {
    /// This machine.
    public let machine: JoiningMachine
    /// What the others said; nil where nobody had to be asked, or nothing could ask them.
    public let membership: Membership?
    /// What comes next.
    public let decision: JoinDecision

    /// Whether carrying it out changes the cluster's list of members.
    public var changesCluster: Bool {
        switch decision {
        case .remove, .announce: true
        case .start, .startAdded, .wait: false
        }
    }

    /// Decides without asking anybody; nil if the others must be asked.
    public init?(withoutAsking machine: JoiningMachine) {
        guard let decision = JoinDecision(withoutAsking: machine) else { return nil }
        (self.machine, membership, self.decision) = (machine, nil, decision)
    }

    /// Decides by what the others said; nil for what they were asked with stands for there being
    /// nothing to ask them with.
    public init(_ machine: JoiningMachine, in membership: Membership?) {
        self.machine = machine
        self.membership = membership
        decision =
            membership.map { JoinDecision(machine, in: $0) }
            ?? JoinDecision(withoutAsking: machine) ?? .wait(.noEtcdctl)
    }
}
