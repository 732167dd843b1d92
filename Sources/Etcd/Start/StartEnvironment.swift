import Basics
import Cluster
import Units

/// What etcd's unit reads after its own configuration, at each start, and which therefore has the
/// last word: nothing, as a rule.
package enum StartEnvironment: Equatable, Sendable {
    /// etcd must not start: the gate has not decided.
    ///
    /// systemd starts etcd after a gate that was killed as after one that ended, since one that
    /// cannot be run must not keep etcd down. What says this is therefore another program, before
    /// the gate. etcd refuses this state before it has touched anything, and its next start is
    /// another gate.
    case closed
    /// etcd joins these, as their lists have them and itself, and takes all IDs from there.
    case joining(String)
    /// etcd founds a cluster of these, under a token that no other has.
    case founding(String, token: String)
    /// etcd continues alone with the data that is here, once: what stays set does so at each start.
    case forced

    /// The file's path.
    package static let path: NodePath = "/run/bootcmd/etcd.env"

    private static let members = "ETCD_INITIAL_CLUSTER"
    private static let state = "ETCD_INITIAL_CLUSTER_STATE"
    private static let token = "ETCD_INITIAL_CLUSTER_TOKEN"
    /// What an operator gives to systemd, for one start.
    package static let force = "ETCD_FORCE_NEW_CLUSTER"

    /// What the file may set: the gate reads them elsewhere, for systemd gives them to it, too.
    package static let variables: Set = [members, state, token]

    /// The file's text.
    package var text: String {
        var file = EnvironmentFile()
        switch self {
        case .closed:
            file.set(Self.state, "closed-until-bootcmd-join-has-decided")
        case .joining(let members):
            file.set(Self.members, members)
            file.set(Self.state, ClusterDescription.InitialState.existing.rawValue)
        case .founding(let members, let token):
            file.set(Self.members, members)
            file.set(Self.token, token)
        case .forced:
            file.set(Self.force, "true")
        }
        return file.text
    }
}
