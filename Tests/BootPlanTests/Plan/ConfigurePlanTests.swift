import Readback
import TestSupport
import Testing

@testable import BootPlan

/// What a run decides, from what the disk holds and what an earlier run left behind.
@Suite struct ConfigurePlanTests {
    private static let golden = Golden.all[0]
    private static let ours: [NodePath] = ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"]
    private static let extras: [NodePath] = [
        "/etc/systemd/system/etcd.service.d/bootcmd.conf",
        "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
    ]

    private let desired: DesiredState
    private let before: DiskState

    init() throws {
        desired = try Self.golden.desiredState()
        before = try Self.golden.before()
    }

    private func first() -> ConfigurePlan { ConfigurePlan(desired, on: before, after: nil) }

    @Test func `the first run changes everything and keeps what was there`() {
        let plan = first()
        #expect(plan.occasion == .first)
        #expect(plan.changes.map(\.path) == desired.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == Self.ours)
        #expect(plan.group == .add("docker"))
        #expect(plan.enablesUnits)
        #expect(plan.reboots)
        #expect(!plan.isEmpty)

        let journal = plan.journal
        #expect(journal.identity == Identity(instanceID: "iid-local01", hostName: "a1"))
        #expect(journal.phase == .configuring)
        #expect(journal.rebootOwedIn == "boot-1")
        #expect(journal.files.map(\.path) == desired.files.map(\.path))
        #expect(journal.files.filter { $0.origin == .replaced }.map(\.path) == Self.ours)
        #expect(journal.directories == before.missingDirectories)
        #expect(journal.links == plan.links)
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

    private static let besides: [(String, String?, PlannedFile.Contents, Bool)] = [
        // what no record tells of: a file, its `.save`, whose the file is, whether a run refuses
        ("its\n", nil, .original, false),
        ("its\n", "older\n", .unkept, true),
        ("", "older\n", .ours, false),
        ("# [member]\n", "older\n", .ours, false),
        ("# [member]\n\n", "older\n", .unkept, true),
        // somebody's own copy
        ("its\n", "its\n", .kept, false),
    ]

    @Test(arguments: besides.indices)
    func `a file that could not be kept is not replaced`(index: Int) {
        let (now, backup, contents, isRefused) = Self.besides[index]
        let path = Self.ours[0]
        var seen = before
        seen.contents[path] = Array(now.utf8)
        seen.backups[path] = backup.map { Array($0.utf8) }
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.files.first { $0.path == path }?.action == .replace(contents))
        #expect(plan.refusals == (isRefused ? [.backup(of: path)] : []))
        #expect(plan.warnings(below: "") == [])
        let forced = ConfigurePlan(desired, on: seen, after: nil, isForced: true)
        #expect(forced.refusals == [])
        #expect(forced.warnings(below: "").count == (isRefused ? 1 : 0))
    }

    // A node that the script configured.

    private func script() -> DiskState {
        var seen = before
        seen.commit(first())
        for path in Self.extras { seen.contents[path] = nil }
        return seen
    }

    @Test func `the script's node is adopted without a reboot`() {
        let plan = ConfigurePlan(desired, on: script(), after: nil)
        #expect(plan.occasion == .adoption)
        #expect(plan.changes.map(\.path) == Self.extras)
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.group == nil)
        #expect(!plan.enablesUnits)
        #expect(!plan.reboots)
        // The pristine copies are there, and undo gives them back.
        #expect(plan.journal.files.filter { $0.origin == .replaced }.map(\.path) == Self.ours)
        // What was there before us stays when we are undone.
        #expect(plan.journal.links == [])
        #expect(plan.journal.group == nil)
        #expect(plan.journal.directories == [])
    }

    private static let almost: [(String, @Sendable (inout DiskState) -> Void)] = [
        // what is not as the script left it
        ("a byte", { $0.contents["/etc/etcd/etcd.conf"]?.append(0x0A) }),
        ("a file", { $0.contents["/etc/systemd/system/etcd.service.d/restart.conf"] = nil }),
        ("the group", { $0.group = .absent }),
        ("a link", { _ = $0.links.popFirst() }),
    ]

    @Test(arguments: almost.indices)
    func `a node that differs from the script's is configured`(index: Int) {
        let (name, change) = Self.almost[index]
        var seen = script()
        change(&seen)
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.occasion == .first, "\(name)")
        #expect(plan.reboots, "\(name)")
    }

    @Test func `a link that was there before is not the agent's`() {
        var seen = before
        let wants: NodePath = "/etc/systemd/system/multi-user.target.wants"
        seen.links = [wants.appending("flanneld.service")]
        let plan = ConfigurePlan(desired, on: seen, after: nil)
        #expect(plan.enablesUnits)
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
        #expect(!ConfigurePlan(desired, on: seen, after: nil).enablesUnits)
    }

    // A power cut.

    @Test(arguments: 0...6)
    func `a run that was cut is finished`(renamed: Int) {
        let first = first()
        var seen = before
        seen.commit(first, files: renamed)
        seen.group = .present
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)

        #expect(plan.occasion == .resumption)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path).suffix(6 - renamed))
        let kept = first.changes.prefix(renamed).filter(\.keepsBackup).map(\.path)
        #expect(
            plan.files.filter(\.keepsBackup).map(\.path)
                == Self.ours.filter { !kept.contains($0) }
        )
        #expect(plan.journal == first.journal)
        #expect(plan.reboots)
    }

    @Test func `a run that was cut after its last change needs no reboot but the cut's own`() {
        let first = first()
        var seen = before
        seen.commit(first)
        // The program died, the power did not.
        #expect(ConfigurePlan(desired, on: seen, after: first.journal).reboots)
        seen.boot = "boot-2"
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)
        #expect(plan.occasion == .resumption)
        #expect(plan.isEmpty)
        #expect(!plan.reboots)
        #expect(plan.journal.rebootOwedIn == nil)
    }

    @Test func `a cut between the backup and the new file loses neither`() {
        let first = first()
        var seen = before
        seen.backups["/etc/etcd/etcd.conf"] = seen.contents["/etc/etcd/etcd.conf"]
        let plan = ConfigurePlan(desired, on: seen, after: first.journal)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == ["/etc/sysconfig/flanneld"])
        #expect(plan.journal == first.journal)
    }

    @Test func `an undo that was cut is a run that was cut`() {
        var record = first().journal
        record.phase = .undoing
        #expect(ConfigurePlan(desired, on: before, after: record).occasion == .resumption)
    }

    // Another instance, another name.

    @Test func `another instance for which nothing changes is recorded, and not rebooted`() {
        var seen = before
        seen.commit(first())
        seen.boot = "boot-2"
        var record = first().completed
        record.identity = Identity(instanceID: "i-old", hostName: "a1")

        let plan = ConfigurePlan(desired, on: seen, after: record)
        #expect(plan.occasion == .renewal(of: record.identity))
        #expect(plan.isEmpty)
        #expect(plan.ending == .nothing)
        #expect(plan.journal.rebootOwedIn == nil)
        #expect(plan.journal.identity.instanceID == "iid-local01")
        #expect(plan.journal.files == record.files)
        #expect(plan.journal.links == record.links)
        #expect(plan.journal.group == "docker")
    }

    @Test func `a node that is renamed keeps the first backup`() throws {
        let old = ConfigurePlan(try Golden.all[1].desiredState(), on: before, after: nil)
        var seen = before
        seen.commit(old)
        seen.boot = "boot-2"

        let plan = ConfigurePlan(desired, on: seen, after: old.completed)
        #expect(plan.occasion == .renewal(of: old.journal.identity))
        // Its name, and the address that flannel uses.
        #expect(
            plan.changes.map(\.path) == [
                "/etc/etcd/etcd.conf", "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
            ]
        )
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.journal.files.map(\.origin) == old.journal.files.map(\.origin))
        // Until it is replaced, the file may be of either name.
        let file = try #require(plan.journal.files.first)
        #expect(file.previous == old.journal.files.first?.fingerprint)
        #expect(plan.completed.files.first?.previous == nil)
    }

    // Edits.

    @Test func `an edit of what was made is undone, and not taken for the original`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.boot = "boot-2"
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        let plan = ConfigurePlan(desired, on: seen, after: first.completed)
        #expect(plan.occasion == .repetition)
        #expect(plan.changes.map(\.path) == desired.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.reboots)
    }

    @Test func `a file is kept again when its backup was thrown away`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.backups = [:]
        // What we wrote is not an original.
        #expect(
            ConfigurePlan(desired, on: seen, after: first.completed)
                .files.filter(\.keepsBackup).isEmpty
        )
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        #expect(
            ConfigurePlan(desired, on: seen, after: first.completed)
                .files.filter(\.keepsBackup).map(\.path) == Self.ours
        )
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

    @Test(arguments: [
        // the boot of the record, this boot, whether a reboot is owed
        (nil, nil, false),
        ("boot-1", nil, false),
        (nil, "boot-1", false),
        ("boot-1", "boot-2", false),
        ("boot-1", "boot-1", true),
    ])
    func `a reboot is owed in the boot that wrote`(owed: String?, boot: String?, needed: Bool) {
        var seen = before
        seen.commit(first())
        seen.boot = boot
        var record = first().completed
        record.rebootOwedIn = owed
        #expect(ConfigurePlan(desired, on: seen, after: record).reboots == needed)
    }
}

extension DiskState {
    /// Makes true what a plan wants: all of it, or the first files only, as a power cut leaves it.
    mutating func commit(_ plan: ConfigurePlan, files: Int = .max) {
        missingDirectories = []
        for file in plan.changes.prefix(files) {
            if file.keepsBackup { backups[file.path] = file.before }
            contents[file.path] = file.after
            ownerships[file.path] = file.access.ownership
        }
        guard files == .max else { return }
        group = .present
        links.formUnion(plan.links)
    }
}
