import Cluster
import Desired

extension ForeignEtcdData {
    /// Nil where there is none, or where it is the member's own: a node that runs as described, one
    /// whose record or whose disk tells that it was this member before, or that is said to exist.
    init?(of node: Node, on disk: DiskState, _ occasion: ConfigurePlan.Occasion) {
        guard let log = disk.memberLog, !disk.wasMember, node.cluster.state != .existing else {
            return nil
        }
        switch occasion {
        case .first: break
        case .renewal(let former) where former.hostName != node.name: break
        case .renewal, .adoption, .resumption, .drift, .repetition: return nil
        }
        self.init(at: log)
    }
}
