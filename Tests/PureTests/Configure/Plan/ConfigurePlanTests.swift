import Readback
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Status
@testable import Units

/// What a run decides, from what the disk holds and what an earlier run left behind.
@Suite struct ConfigurePlanTests {
    static let golden = Golden.all[0]
    static let ours: [NodePath] = ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"]
    static let extras: [NodePath] = [
        "/etc/systemd/system/etcd.service.d/bootcmd.conf",
        "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
    ]

    let desired: DesiredState
    let before: DiskState

    init() throws {
        desired = try Self.golden.desiredState()
        before = try Self.golden.before()
    }

    func first() -> ConfigurePlan { ConfigurePlan(desired, on: before, after: nil) }

    @Test func `the first run changes everything and keeps what was there`() {
        let plan = first()
        #expect(plan.occasion == .first)
        #expect(plan.changes.map(\.path) == desired.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == Self.ours)
        #expect(plan.group == .add("docker"))
        #expect(plan.units.needEnabling)
        #expect(plan.reboots)
        #expect(!plan.isEmpty)

        let journal = plan.journal
        #expect(journal.identity == Identity(instanceID: "iid-local01", hostName: "a1"))
        #expect(journal.phase == .configuring)
        #expect(journal.rebootOwedIn == "boot-1")
        #expect(journal.files.map(\.path) == desired.files.map(\.path))
        #expect(journal.files.filter { $0.origin == .replaced }.map(\.path) == Self.ours)
        #expect(journal.directories == before.missingDirectories)
        #expect(journal.links == plan.units.links)
        #expect(journal.group == "docker")
    }

    @Test(arguments: Golden.all)
    func `a node that was configured has nothing to do`(golden: Golden) throws {
        var seen = try golden.before()
        let first = ConfigurePlan(try golden.desiredState(), on: seen, after: nil)
        seen.commit(first)

        let desired = try golden.desiredState(delivers: false)
        let again = ConfigurePlan(desired, on: seen, after: first.completed)
        #expect(again.occasion == .repetition)
        #expect(again.isEmpty)
        #expect(again.directories == [])
        // It was the same boot: the reboot is still to come, and in the next it is not.
        #expect(again.reboots)
        seen.boot = "boot-2"
        #expect(!ConfigurePlan(desired, on: seen, after: first.completed).reboots)
        // The record stays what it was: undo lives from it.
        #expect(again.completed == first.completed)
    }

    @Test func `the record says which originals were defaults of the tree`() throws {
        var seen = before
        let (etcd, flanneld) = (Self.ours[0], Self.ours[1])
        seen.treeDefaults = [etcd: seen.contents[etcd] ?? [], flanneld: Array("another\n".utf8)]
        let first = ConfigurePlan(desired, on: seen, after: nil)
        func treeDefaults(_ plan: ConfigurePlan) -> [NodePath: Fingerprint] {
            plan.journal.files.reduce(into: [:]) { $0[$1.path] = $1.treeDefault }
        }
        let known = [etcd: Fingerprint(of: seen.contents[etcd] ?? [])]
        #expect(treeDefaults(first) == known)

        // The next tree has another, and the original is what it was.
        seen.commit(first)
        seen.treeDefaults[etcd] = Array("new\n".utf8)
        let again = ConfigurePlan(desired, on: seen, after: first.completed)
        #expect(treeDefaults(again) == known)
        // An agent that did not look left a copy that tells it.
        let adopted = ConfigurePlan(desired, on: script(), after: nil)
        #expect(treeDefaults(adopted) == [:])
        seen = script()
        seen.treeDefaults = [etcd: seen.backups[etcd] ?? []]
        #expect(treeDefaults(ConfigurePlan(desired, on: seen, after: nil)) == known)
        // What stands there today is ours.
        seen.treeDefaults = [etcd: seen.contents[etcd] ?? []]
        #expect(treeDefaults(ConfigurePlan(desired, on: seen, after: nil)) == [:])
    }

    @Test func `a link that was there before is not the agent's`() {
        var seen = before
        let wants: NodePath = "/etc/systemd/system/multi-user.target.wants"
        seen.links = [wants.appending("flanneld.service")]
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.units.needEnabling)
        #expect(
            plan.journal.links == [
                wants.appending("etcd.service"),
                "/etc/systemd/system/docker.service.requires/flanneld.service",
            ]
        )
        // systemd says what else it did.
        let timer: NodePath = "/etc/systemd/system/timers.target.wants/backup.timer"
        let made: [NodePath] = [wants.appending("etcd.service"), timer, "/run/systemd/system/x"]
        let record = plan.completed(links: made, facts: NodeFacts(agent: "2"))
        #expect(record.phase == .complete)
        #expect(record.links == plan.journal.links + [timer])
    }

    @Test func `a file that was right before is not one of the agent's`() {
        var seen = before
        let path: NodePath = "/etc/systemd/system/etcd.service.d/restart.conf"
        seen.contents[path] = desired.files.first { $0.path == path }?.contents
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(!plan.changes.contains { $0.path == path })
        #expect(!plan.journal.files.contains { $0.path == path })
        // As long as it stays so.
        seen.commit(plan)
        seen.contents[path] = [1]
        let later = ConfigurePlan(desired, on: seen, after: plan.completed)
        #expect(later.journal.files.first { $0.path == path }?.origin == .replaced)
        #expect(later.files.first { $0.path == path }?.keepsBackup == true)
    }

    @Test func `a link that systemd names is not waited for`() throws {
        let unit = UnitFile(
            name: "etcd.service",
            texts: ["[Install]\nWantedBy=a.target\nAlias=etcd-%H.service\n"]
        )
        let installed = InstalledSoftware(
            etcd: Version?.none,
            flanneld: nil,
            units: ["etcd.service": .unit(unit)]
        )
        let desired = DesiredState(of: desired.node, on: installed)
        var seen = before
        let link: NodePath = "/etc/systemd/system/a.target.wants/etcd.service"
        #expect(ConfigurePlan(desired, on: seen, after: nil).journal.links == [link])
        seen.links = [link]
        #expect(!ConfigurePlan(desired, on: seen, after: nil).units.needEnabling)
    }

    @Test func `what an earlier run wrote and this one does not is still the agent's`() throws {
        var record = first().completed
        let dropIn = Record.File(
            path: "/etc/systemd/system/docker.service.d/bootcmd.conf",
            origin: .created,
            fingerprint: Fingerprint(of: [])
        )
        record.files.append(dropIn)
        record.directories.append("/etc/systemd/system/docker.service.d")
        let plan = ConfigurePlan(desired, on: before, after: record)
        #expect(plan.journal.files.last == dropIn)
        #expect(plan.journal.directories == record.directories)
        #expect(plan.writtenPaths.contains(dropIn.path))
    }
}

extension DiskState {
    /// Makes true what a plan wants: all of it, or the first files only, as a power cut leaves it.
    mutating func commit(_ plan: ConfigurePlan, files: Int = .max) {
        missingDirectories = []
        for file in plan.changes.prefix(files) {
            if file.keepsBackup { backups[file.path] = file.before }
            contents[file.path] = file.after
            permissions[file.path] = file.access.ownership.map {
                Permissions(isOwn: true, $0)
            }
        }
        guard files == .max else { return }
        group = .present
        links.formUnion(plan.units.links)
    }
}
