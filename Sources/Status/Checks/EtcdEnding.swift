import Basics
import Cluster
import Join
import Units

/// Why an etcd has ended, by what it said last: in a loop of restarts nothing else tells.
package enum EtcdEnding: Equatable {
    /// The others have taken it out of the cluster.
    case removed
    /// Nothing more can be written where its data is.
    case full
    /// Its data is damaged.
    case damaged
    /// Its data is of a version that it cannot read.
    case otherVersion
    /// Its data is another user's.
    case forbidden

    /// What etcd 2.0 to 3.7 says, in lines of a log; nil where none of it is known.
    package init?(said lines: [String]) {
        let found = Self.words.first { words, _ in
            lines.contains { line in words.contains(where: line.hasPart) }
        }
        guard let found else { return nil }
        self = found.1
    }

    /// In etcd's `server/etcdserver`, its `storage/wal` and `storage/schema`, bbolt and raft.
    private static let words: [([String], EtcdEnding)] = [
        (["permanently removed from the cluster"], .removed),
        (["no space left on device"], .full),
        (["permission denied", "error listing data dir"], .forbidden),
        (
            [
                "invalid downgrade", "cannot be downgraded", "cannot downgrade storage",
                "cannot detect storage schema version", "cannot create migration plan",
                "detected disallowed",
            ], .otherVersion
        ),
        (
            [
                "wal: crc mismatch", "walpb: crc mismatch", "cannot be repaired",
                "failed to open WAL", "open wal error",
                "invalid database", "checksum error", "snapshot file doesn't exist",
                "failed to recover v3 backend", "corrupted, truncated, or lost",
                // A log without anything in it.
                "cannot use none as id",
            ], .damaged
        ),
    ]
}

extension EtcdEnding {
    /// What to do about it; nil where there is nothing that can be said. A command stands on a line
    /// of its own.
    func check(_ seen: StatusObservation, _ member: InitialCluster.Member) -> Check? {
        guard let data = seen.data else { return nil }
        switch self {
        case .removed:
            return .bad(
                .etcd,
                "it is not in the cluster",
                "\(member.name) was removed from the cluster while its data was here, or its data "
                    + "is of another cluster; unless it was taken out for good ('bootcmd undo'), "
                    + "to join anew:\n"
                    + Self.joinAnew(without: data, seen.log)
            )
        case .damaged where seen.node.cluster.members.count == 1:
            return .bad(
                .etcd,
                "its data is damaged",
                "\(data) is damaged, and nobody else has it: restore a snapshot (etcd's "
                    + "documentation, \"Disaster recovery\")\n  journalctl -u etcd"
            )
        case .full:
            return .bad(
                .etcd,
                "its disk is full",
                "no space is left for \(data): once there is some, etcd starts by itself\n"
                    + "  df -h \(data)"
            )
        case .damaged:
            let others = seen.endpoints.filter { $0.isHealthy && $0.member != member }
            guard others.isEmpty else {
                let names = others.map(\.member.name.description).listed
                return .bad(
                    .etcd,
                    "its data is damaged",
                    "\(data) is damaged; \(names) \(others.are) at work and \(others.have) the "
                        + "same: to take it from there:\n"
                        + Self.joinAnew(without: data, seen.log)
                )
            }
            return .bad(
                .etcd,
                "its data is damaged",
                "\(data) is damaged, and no other member shows that it is at work: this may be the "
                    + "last copy. If the others' data is lost for good, go on with what its "
                    + "database has, which can lack the last writes:\n  \(LostQuorum.goAlone)"
            )
        case .otherVersion:
            return .bad(
                .etcd,
                "its data is of another version",
                "\(data) is of a version of etcd that this one cannot take over; install that "
                    + "again\n  journalctl -u etcd"
            )
        case .forbidden:
            return seen.etcdUser.map { user in
                .bad(
                    .etcd,
                    "etcd may not use its data",
                    "etcd runs as \(user), and may not use what is in \(data)\n"
                        + "  chown -R \(user): \(data) && systemctl restart etcd"
                )
            }
        }
    }

    /// What is there is moved, to a name that nothing has.
    private static func joinAnew(without data: NodePath, _ log: NodePath?) -> String {
        let apart = log.flatMap { $0.parent.parent == data ? nil : $0 }
        let moves = (log == nil ? [] : [data] + [apart].compactMap(\.self)).map {
            "mv \($0) \($0).old-$(date +%s)"
        }
        return "  "
            + (moves + ["bootcmd join --replace", "systemctl restart etcd"])
            .joined(separator: " && ")
    }
}
