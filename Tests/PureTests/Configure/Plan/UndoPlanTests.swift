import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Units

@Suite struct UndoPlanTests {
    private typealias Origin = Record.File.Origin
    private typealias Action = UndoPlan.File.Action

    private static let path: NodePath = "/etc/etcd/etcd.conf"
    private static let ours = Array("ours\n".utf8)
    private static let older = Array("ours before\n".utf8)

    private static func plan(
        _ origin: Record.File.Origin,
        now: String?,
        backup: String?,
        original: String? = nil,
        tree: String? = nil
    ) -> UndoPlan {
        let record = Record(
            identity: Identity(instanceID: "i", hostName: "a1"),
            phase: .complete,
            files: [
                Record.File(
                    path: path,
                    origin: origin,
                    fingerprint: Fingerprint(of: ours),
                    previous: Fingerprint(of: older),
                    treeDefault: original.map { Fingerprint(of: Array($0.utf8)) }
                )
            ],
            directories: ["/etc/etcd"],
            links: ["/etc/systemd/system/a.wants/etcd.service", "/etc/systemd/system/gone"],
            group: "docker"
        )
        return UndoPlan(
            record,
            contents: now.map { [path: Array($0.utf8)] } ?? [:],
            backups: backup.map { [path: Array($0.utf8)] } ?? [:],
            treeDefaults: tree.map { [path: Array($0.utf8)] } ?? [:],
            links: ["/etc/systemd/system/a.wants/etcd.service"]
        )
    }

    private static let rows:
        [(Record.File.Origin, String?, String?, UndoPlan.File.Action, String?, Bool)] = [
            // what was there before, the file today, its `.save`: what becomes of it, whether it
            // was edited
            (.replaced, "ours\n", "its\n", .restore, "its\n", false),
            (.replaced, "edited\n", "its\n", .restore, "its\n", true),
            (.replaced, nil, "its\n", .restore, "its\n", false),
            // a power cut came before the file was replaced, or while one of ours replaced another
            (.replaced, "its\n", "its\n", .restore, "its\n", false),
            (.replaced, "ours before\n", "its\n", .restore, "its\n", false),
            // without its backup copy there is nothing to put back
            (.replaced, "ours\n", nil, .keep, "ours\n", false),
            (.replaced, "its\n", nil, .keep, "its\n", false),
            (.replaced, nil, nil, .keep, nil, false),
            (.created, "ours\n", nil, .remove, nil, false),
            (.created, "ours before\n", nil, .remove, nil, false),
            (.created, "edited\n", nil, .remove, nil, true),
            (.created, nil, nil, .keep, nil, false),
            // a `.save` that somebody else made
            (.created, "ours\n", "x\n", .remove, nil, false),
        ]

    @Test(arguments: rows.indices)
    func `a file is given back as it was`(index: Int) throws {
        let (origin, now, backup, action, after, isEdited) = Self.rows[index]
        let plan = Self.plan(origin, now: now, backup: backup)
        let file = try #require(plan.files.first)
        #expect(file.action == action)
        #expect(file.before == now.map { Array($0.utf8) })
        #expect(file.after == after.map { Array($0.utf8) })
        #expect(file.isEdited == isEdited)
        #expect(plan.changes.isEmpty == (action == .keep))
        #expect(plan.edited.isEmpty == !isEdited)
        // Only what is ours, or nothing, can lack the file that it replaced.
        let isOurs = now.map { $0.hasPrefix("ours") } ?? true
        let lacksOriginal = origin == .replaced && backup == nil && isOurs
        #expect(plan.withoutOriginal.isEmpty == !lacksOriginal)
    }

    private static let upgrades:
        [(String?, String?, String?, String?, UndoPlan.File.Action, String?, Bool)] = [
            // the original if it was the tree's default, the file today, its `.save`, the default
            // of this tree: what becomes of the file, whether that is not what this tree has
            ("old\n", "ours\n", "old\n", "new\n", .reset, "new\n", false),
            ("old\n", "ours\n", "old\n", "old\n", .restore, "old\n", false),
            ("old\n", "ours\n", "old\n", nil, .restore, "old\n", false),
            // whoever changed the copy meant something by it
            ("old\n", "ours\n", "its\n", "new\n", .restore, "its\n", true),
            // a power cut came after the file was put back, after that and before the copy was
            // removed, or lost the first and kept the second
            ("old\n", "new\n", nil, "new\n", .keep, "new\n", false),
            ("old\n", "new\n", "old\n", "new\n", .reset, "new\n", false),
            ("old\n", "ours\n", nil, "new\n", .reset, "new\n", false),
            ("old\n", "old\n", "old\n", "new\n", .reset, "new\n", false),
            // nobody knows whether it was the default: it is put back, and said
            (nil, "ours\n", "its\n", "new\n", .restore, "its\n", true),
            (nil, "ours\n", "its\n", "its\n", .restore, "its\n", false),
            (nil, "ours\n", nil, "new\n", .keep, "ours\n", false),
        ]

    @Test(arguments: upgrades.indices)
    func `what was a tree's default becomes that of the tree of today`(index: Int) throws {
        let (original, now, backup, tree, action, after, isUnlike) = Self.upgrades[index]
        let plan = Self.plan(.replaced, now: now, backup: backup, original: original, tree: tree)
        let file = try #require(plan.files.first)
        #expect(file.action == action)
        #expect(file.after == after.map { Array($0.utf8) })
        #expect(!file.isEdited)
        #expect(file.lacksOriginal == (original == nil && backup == nil))
        #expect(plan.warnings(below: "").isEmpty == !(isUnlike || file.lacksOriginal))
        #expect(plan.text(PageStyle()).contains("warning: put back as it was") == isUnlike)
    }

    @Test func `an edit is an edit whatever the tree has`() {
        let plan = Self.plan(
            .replaced,
            now: "edited\n",
            backup: "old\n",
            original: "old\n",
            tree: "new\n"
        )
        #expect(plan.edited.map(\.action) == [.reset])
    }

    @Test func `an undo after an upgrade is shown like this`() {
        let style = PageStyle(root: "/image")
        let ours = (now: "ours\n", backup: "its\n", tree: "new\n")
        #expect(
            Self.plan(
                .replaced,
                now: ours.now,
                backup: ours.backup,
                original: ours.backup,
                tree: ours.tree
            ).text(style).contains(
                """

                reset /image/etc/etcd/etcd.conf
                to the default of this tree: the original was the default of an earlier one
                --- /image/etc/etcd/etcd.conf
                +++ /image/etc/etcd/etcd.conf
                @@ -1,1 +1,1 @@
                -ours
                +new

                """
            )
        )
        let unknown = Self.plan(.replaced, now: ours.now, backup: ours.backup, tree: ours.tree)
        #expect(
            unknown.warnings(below: style.root) == [
                "/image/etc/etcd/etcd.conf: put back as it was before bootcmd; this tree has another "
                    + "default, /image/usr/etc/etcd/etcd.conf"
            ]
        )
    }

    @Test func `what the agent did is in the plan`() {
        let plan = Self.plan(.created, now: "ours\n", backup: nil)
        #expect(plan.identity.hostName == "a1")
        #expect(plan.directories == ["/etc/etcd"])
        // The other is not there any more.
        #expect(plan.links == ["/etc/systemd/system/a.wants/etcd.service"])
        #expect(plan.group == "docker")
        #expect(plan.journal.phase == .undoing)
        #expect(plan.journal.files.map(\.path) == [Self.path])
    }

    @Test func `a member's entry in the cluster stays, with the command that ends it`() throws {
        let record = Self.plan(.created, now: "ours\n", backup: nil).journal
        let plan = UndoPlan(record, contents: [:], backups: [:], links: [], isMember: true)
        let sentence =
            "a1 stays listed in etcd's cluster, and counts for its quorum; to take it out, on another "
            + "member: 'etcdctl member remove ID', with its ID from 'etcdctl member list'"
        #expect(plan.warnings(below: "") == [sentence])
        #expect(plan.text(PageStyle()).contains("warning: \(sentence)\n"))
        #expect(UndoPlan(record, contents: [:], backups: [:], links: []).warnings(below: "") == [])
    }

    @Test func `an undo plan is shown like this`() {
        let style = PageStyle(root: "/image")
        #expect(
            Self.plan(.replaced, now: "edited\n", backup: "its\n").text(style) == """
                recorded for host a1, instance i: will be undone

                restore /image/etc/etcd/etcd.conf
                warning: changed since bootcmd wrote it; only --force discards that
                --- /image/etc/etcd/etcd.conf
                +++ /image/etc/etcd/etcd.conf
                @@ -1,1 +1,1 @@
                -edited
                +its

                remove directory /image/etc/etcd, if it is empty
                remove link /image/etc/systemd/system/a.wants/etcd.service
                leave group docker: it may have members
                remove the record /image/etc/bootcmd/state.json
                no reboot

                """
        )
        #expect(
            Self.plan(.replaced, now: "edited\n", backup: "its\n").json(style) == """
                {
                  "version": 2,
                  "host-name": "a1",
                  "instance-id": "i",
                  "occasion": "undo",
                  "changes": true,
                  "files": [
                    {
                      "path": "/image/etc/etcd/etcd.conf",
                      "action": "restore",
                      "edited": true,
                      "diff": "--- /image/etc/etcd/etcd.conf\\n+++ /image/etc/etcd/etcd.conf\\n@@ -1,1 +1,1 @@\\n-edited\\n+its\\n"
                    }
                  ],
                  "directories": [
                    "/image/etc/etcd"
                  ],
                  "group": "docker",
                  "links": [
                    "/image/etc/systemd/system/a.wants/etcd.service"
                  ],
                  "reboot": false
                }

                """
        )
    }
}
