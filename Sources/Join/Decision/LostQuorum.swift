import Basics
import Cluster
import Etcd

/// What an operator can do where some have a cluster's data and none of them reaches a quorum.
package struct LostQuorum: CustomStringConvertible {
    private let keepers: [PeerAnswer]
    /// The etcd that the commands are typed for.
    private let etcd: Version?

    init(_ keepers: [PeerAnswer], _ etcd: Version?) {
        (self.keepers, self.etcd) = (keepers, etcd)
    }

    /// What is lost, and what keeps the rest of it.
    package var description: String {
        for keeper in keepers {
            guard case .refused(let words) = keeper.health else { continue }
            return "\(keeper.name) refuses to be asked: \(words): waiting"
        }
        let lists = keepers.compactMap(\.members)
        // Those of another cluster have no vote in it.
        let isOneCluster = Set(keepers.compactMap(\.cluster)).count <= 1
        let short = lists.first { list in
            !isOneCluster
                || keepers.count { list.entry(at: $0.member.url) != nil } < list.majority
        }
        if let list = lists.first, short == nil {
            // Slow, parted or about to elect a leader: nothing of theirs is lost.
            return
                "\(keepers.names) have the cluster's data, and as \(keepers.count) of "
                + "\(list.entries.count) could reach a quorum, which none of them does: waiting "
                + "for that; see, there:\n  journalctl -u etcd"
        }
        // One whose list is shorter counts votes by that: an addition may not have reached it.
        let count = short.map { " (\($0.majority) of \($0.entries.count))" } ?? ""
        return
            "\(keepers.names) \(keepers.have) the cluster's data, and no quorum\(count): waiting "
            + "for the others; if their data is lost for good, "
            + ((isOneCluster ? keepers.newest : nil).map(keeping) ?? comparing)
    }

    /// Only where it is known whose data is the newest: all else is lost.
    private func keeping(_ keeper: PeerAnswer) -> String {
        let rest = keepers.filter { $0.name != keeper.name }
        return "run on \(keeper.name)\(rest.isEmpty ? "" : ", whose data is the newest"):\n  "
            + command
            + (rest.isEmpty ? "" : "\n  and then netboot \(rest.names) anew")
    }

    private var comparing: String {
        guard keepers.count > 1 else { return keeping(keepers[0]) }
        let compare = keepers.map { keeper in
            "\n  on \(keeper.name): systemctl stop etcd; \(inspection(of: keeper.name))"
        }
        return "compare what each has, and keep the one whose revision is the highest:"
            + compare.joined() + "\n  on that one: \(command)"
            + "\n  on the others, then, as it says there: bootcmd status"
    }

    /// Has etcd go on alone with the data that is there. etcd's own way keeps a v2 store.
    private var command: String {
        guard let etcd, etcd >= Version(3, 4) else { return Self.force + cautions }
        return Self.goAlone
    }

    /// Has etcd go on alone with what its database has.
    package static let goAlone =
        "systemctl stop etcd; bootcmd join --alone && systemctl start etcd"

    /// etcd's own way.
    package static let force =
        "systemctl set-environment \(StartEnvironment.force)=true; systemctl restart etcd; "
        + "systemctl unset-environment \(StartEnvironment.force)"

    /// Shows how far a member's data goes, while its etcd is down.
    private func inspection(of name: HostName) -> String {
        let data = EtcdSettings.dataDirectory(of: name)
        if let etcd, etcd < Version(3, 0) { return "ls -l --full-time \(data)/member/wal" }
        let program = etcd.map { $0 < Version(3, 5) } ?? false ? "etcdctl" : "etcdutl"
        let prefix = program == "etcdctl" ? "ETCDCTL_API=3 " : ""
        return "\(prefix)\(program) snapshot status \(data)/member/snap/db -w table"
    }

    /// What the command can cost.
    ///
    /// The last commit index is not synced by itself (raft's MustSync), and `--force-new-cluster`
    /// drops what is above the one on the disk (etcd's restartAsStandaloneNode).
    private var cautions: String {
        guard let etcd, etcd >= Version(3, 0) else { return "" }
        return
            "\n  (an etcd that has to be killed to end can lose its last writes: save a snapshot "
            + "first)"
    }
}
