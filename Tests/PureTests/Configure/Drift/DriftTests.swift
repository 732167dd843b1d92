import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure

/// What has become of a node since it was configured, and what is said of it.
@Suite struct DriftTests {
    private static let conf: NodePath = "/etc/etcd/etcd.conf"
    private static let dropIn: NodePath = "/etc/systemd/system/etcd.service.d/bootcmd.conf"
    /// One that the node no longer needs.
    private static let former: NodePath = "/etc/modules-load.d/bootcmd.conf"
    private static let etcd: NodePath = "/usr/bin/etcd"
    private static let yaml: NodePath = "/var/cloud-init/cluster.yaml"
    private static let links: [NodePath] = [
        "/etc/systemd/system/multi-user.target.wants/etcd.service",
        "/etc/systemd/system/multi-user.target.wants/flanneld.service",
        "/etc/systemd/system/docker.service.requires/flanneld.service",
    ]
    private static let was = Stamp(length: 1, of: [1])
    private static let other = Stamp(length: 1, of: [2])

    private static let record = Record(
        identity: Identity(instanceID: "i", hostName: "a1"),
        phase: .complete,
        files: [
            Record.File(path: conf, origin: .replaced, fingerprint: Fingerprint(of: [1])),
            Record.File(path: dropIn, origin: .created, fingerprint: Fingerprint(of: [2])),
            Record.File(path: former, origin: .created, fingerprint: Fingerprint(of: [5])),
        ],
        facts: NodeFacts(
            agent: "2.0.0",
            description: NodeFacts.Description(yaml, Fingerprint(of: [3])),
            members: Fingerprint(of: "a1=http://192.0.2.1:2380"),
            software: [Fact(etcd, was), Fact("/etc/systemd/system/etcd.service", nil)],
            files: [conf, dropIn],
            links: links
        )
    )

    private static func drift(
        stamps changed: [NodePath: Stamp] = [:],
        gone: [NodePath] = [],
        bytes: [NodePath: [UInt8]] = [:],
        backups: [NodePath: [UInt8]] = [:],
        links: some Sequence<NodePath> = links,
        masking: Set<NodePath> = [],
        unseen: Set<NodePath> = [],
        agent: String = "2.0.0",
        members: String? = nil
    ) -> Drift {
        var stamps = [etcd: was]
        stamps.merge(changed) { $1 }
        var contents: [NodePath: [UInt8]] = [conf: [1], dropIn: [2], former: [5], yaml: [3]]
        contents.merge(bytes) { $1 }
        for path in gone { (stamps[path], contents[path]) = (nil, nil) }
        return Drift(
            since: record,
            agent: agent,
            members: members,
            stamps: stamps,
            contents: contents,
            backups: backups,
            links: Set(links),
            masking: masking,
            unseen: unseen
        )
    }

    private static let rows: [(Drift, String?, Bool)] = [
        // what is there now, what is said, whether the node is decided upon again
        (drift(), nil, false),
        (drift(gone: [former]), nil, false),
        (
            drift(gone: [conf]),
            "/etc/etcd/etcd.conf no longer as bootcmd wrote", true
        ),
        (
            drift(bytes: [conf: [9]], backups: [conf: [9]]),
            "/etc/etcd/etcd.conf no longer as bootcmd wrote", true
        ),
        (
            drift(bytes: [conf: [8]], backups: [conf: [9]]),
            "/etc/etcd/etcd.conf edited, left alone", false
        ),
        (
            drift(bytes: [dropIn: [9]]),
            "\(dropIn) edited, left alone", false
        ),
        (drift(stamps: [etcd: other]), "/usr/bin/etcd changed", true),
        (drift(gone: [etcd]), "/usr/bin/etcd changed", true),
        (
            drift(stamps: ["/etc/systemd/system/etcd.service": other]),
            "/etc/systemd/system/etcd.service changed", true
        ),
        (drift(links: links.dropFirst()), "etcd.service disabled, left alone", false),
        (drift(links: []), "etcd.service, flanneld.service disabled, left alone", false),
        (
            drift(
                stamps: ["/etc/systemd/system/etcd.service": other],
                masking: ["/etc/systemd/system/etcd.service"]
            ),
            "etcd.service masked, left alone; run 'systemctl unmask etcd.service'", false
        ),
        // With its files, a unit is enabled again.
        (
            drift(gone: [conf], links: links.dropFirst()),
            "/etc/etcd/etcd.conf no longer as bootcmd wrote; etcd.service disabled", true
        ),
        (drift(agent: "2.1.0"), "configured by bootcmd 2.0.0", true),
        (drift(bytes: [former: [6]]), "\(former) edited, left alone", false),
        // Who may not look sees no change.
        (drift(gone: [conf, yaml, etcd], unseen: [conf, yaml, etcd]), nil, false),
        (
            drift(bytes: [yaml: [4]]),
            "cluster.yaml has changed since; 'bootcmd --dry-run' shows, 'bootcmd --force' applies it",
            false
        ),
        (drift(gone: [yaml]), "cluster.yaml is gone", false),
        (drift(gone: [yaml, etcd]), "/usr/bin/etcd changed; cluster.yaml is gone", false),
        // The members of the command line count in place of the file.
        (drift(members: "a1=http://192.0.2.1:2380"), nil, false),
        (drift(gone: [yaml], members: "a1=http://192.0.2.1:2380"), nil, false),
        (
            drift(members: "a1=http://192.0.2.2:2380"),
            "--cluster is not what this node was configured with; --dry-run shows, --force applies it",
            false
        ),
        (
            drift(gone: [conf], members: "a1=http://192.0.2.2:2380"),
            "/etc/etcd/etcd.conf no longer as bootcmd wrote; --cluster is not what this node was "
                + "configured with, and is applied",
            true
        ),
        // A description that nobody has applied yet is not applied by the way.
        (
            drift(stamps: [etcd: other], bytes: [yaml: [4]]),
            "/usr/bin/etcd changed; cluster.yaml has changed since; 'bootcmd --dry-run' shows, "
                + "'bootcmd --force' applies it",
            false
        ),
        // A node that is no longer as described is configured as it is described now.
        (
            drift(gone: [conf], bytes: [yaml: [4]]),
            "/etc/etcd/etcd.conf no longer as bootcmd wrote; cluster.yaml has changed since, and is "
                + "applied as it is now",
            true
        ),
    ]

    @Test(arguments: rows)
    func `drift is told from what is as it was`(drift: Drift, said: String?, decides: Bool) {
        #expect(drift.summary == said)
        #expect(drift.needsDecision == decides)
    }
}
