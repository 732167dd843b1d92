import Cluster
import Etcd
import Join

/// A decision of the project's own code, as far as the model carries it out.
struct Decision {
    enum Action { case wait, found, foundAlone, join, remove, announce }

    var action = Action.wait
    /// Whose entry it is about.
    var id: UInt8 = 0
    var through: UInt8 = 0
    var environment: UInt16 = 0
    /// Whether it must stand for a while first.
    var settles = false
    /// The number of the machine that told of a history, and 1.
    var teller: UInt8 = 0
    var order: Order?
    /// What is shown of it.
    var text = ""
}

extension Decision {
    /// What a plan comes to for a machine.
    init(_ plan: JoinPlan, for machine: UInt8, in decider: Decider) {
        let numbering = decider.numbering
        settles = plan.decision.settling > .zero
        teller = (plan.membership?.teller).map { numbering.number(of: $0) + 1 } ?? 0
        switch plan.decision {
        case .start(let occasion):
            action = occasion == .byHand ? .foundAlone : .found
            text = "starts as it is configured (\(occasion.rawValue))"
        case .startAdded(let announcement):
            action = .join
            id = numbering.number(of: announcement.id)
            environment = decider.number(ofEnvironment: announcement.initialCluster)
            text = "starts as \(id) among \(announcement.initialCluster)"
        case .remove(let entry, let member):
            action = .remove
            (id, through) = (numbering.number(of: entry.id), numbering.number(of: member.name))
            text = "removes \(id) through \(member.name)"
        case .announce(let list, let member):
            action = .announce
            through = numbering.number(of: member.name)
            text = "announces itself to \(list.entries.map(\.id)) through \(member.name)"
        case .wait(let obstacle):
            order = Order(obstacle, at: machine, names: numbering)
            text = "waits: \(obstacle)"
        }
        if settles { text += " (settling)" }
    }
}
