import TestSupport
import Testing

@testable import BootPlan

/// What a run decides, from what the disk holds and what an earlier run left behind.
@Suite struct PlanTests {
    private static let golden = Golden.all[0]
    private static let ours = ["/etc/etcd/etcd.conf", "/etc/sysconfig/flanneld"]
    private static let additions = [
        "/etc/systemd/system/etcd.service.d/bootcmd.conf",
        "/etc/systemd/system/flanneld.service.d/bootcmd.conf",
    ]

    private let configuration: DesiredState
    private let before: DiskState

    init() throws {
        configuration = try Self.golden.configuration()
        before = try Self.golden.before()
    }

    private func first() -> ConfigurePlan { ConfigurePlan(configuration, on: before, after: nil) }

    @Test func `the first run changes everything and keeps what was there`() {
        let plan = first()
        #expect(plan.occasion == .first)
        #expect(plan.changes.map(\.path) == configuration.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == Self.ours)
        #expect(plan.group == "docker")
        #expect(plan.enablesUnits)
        #expect(plan.needsReboot)
        #expect(!plan.isEmpty)

        let journal = plan.journal
        #expect(journal.identity == Record.Identity(instanceID: "iid-local01", hostName: "a1"))
        #expect(journal.phase == .configuring)
        #expect(journal.rebootOwedIn == "boot-1")
        #expect(journal.reboots == 0)
        #expect(journal.files.map(\.path) == configuration.files.map(\.path))
        #expect(journal.files.filter { $0.origin == .replaced }.map(\.path) == Self.ours)
        #expect(journal.directories == before.missingDirectories)
        #expect(journal.links == plan.links)
        #expect(journal.group == "docker")
    }

    @Test(arguments: Golden.all)
    func `a node that was configured has nothing to do`(golden: Golden) throws {
        let configuration = try golden.configuration()
        var seen = try golden.before()
        let first = ConfigurePlan(configuration, on: seen, after: nil)
        seen.commit(first)

        let again = ConfigurePlan(configuration, on: seen, after: first.journal.completed)
        #expect(again.occasion == .repetition)
        #expect(again.isEmpty)
        #expect(again.directories == [])
        // It was the same boot: the reboot is still to come, and in the next it is not.
        #expect(again.needsReboot)
        seen.boot = "boot-2"
        #expect(!ConfigurePlan(configuration, on: seen, after: first.journal.completed).needsReboot)
        // The record stays what it was: undo lives from it.
        #expect(again.journal.completed == first.journal.completed)
    }

    // A node that the script configured.

    private func script() -> DiskState {
        var seen = before
        seen.commit(first())
        for path in Self.additions { seen.contents[path] = nil }
        return seen
    }

    @Test func `the script's node is adopted without a reboot`() {
        let plan = ConfigurePlan(configuration, on: script(), after: nil)
        #expect(plan.occasion == .adoption)
        #expect(plan.changes.map(\.path) == Self.additions)
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.group == nil)
        #expect(!plan.enablesUnits)
        #expect(!plan.needsReboot)
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
        ("the group", { $0.hasGroup = false }),
        ("a link", { _ = $0.links.popFirst() }),
    ]

    @Test(arguments: almost.indices)
    func `a node that differs from the script's is configured`(index: Int) {
        let (name, change) = Self.almost[index]
        var seen = script()
        change(&seen)
        let plan = ConfigurePlan(configuration, on: seen, after: nil)
        #expect(plan.occasion == .first, "\(name)")
        #expect(plan.needsReboot, "\(name)")
    }

    @Test func `a link that was there before is not the agent's`() {
        var seen = before
        let wants = "/etc/systemd/system/multi-user.target.wants"
        seen.links = ["\(wants)/flanneld.service"]
        let plan = ConfigurePlan(configuration, on: seen, after: nil)
        #expect(plan.enablesUnits)
        #expect(
            plan.journal.links == [
                "\(wants)/etcd.service",
                "/etc/systemd/system/docker.service.requires/flanneld.service",
            ]
        )
        // systemd says what else it did.
        let timer = "/etc/systemd/system/timers.target.wants/backup.timer"
        let made = ["\(wants)/etcd.service", timer, "/run/systemd/system/x"]
        let record = plan.completed(links: made)
        #expect(record.phase == .complete)
        #expect(record.links == plan.journal.links + [timer])
    }

    @Test func `a file that was right before is none of the agent's`() {
        var seen = before
        let path = "/etc/systemd/system/etcd.service.d/restart.conf"
        seen.contents[path] = configuration.files.first { $0.path == path }?.contents
        let plan = ConfigurePlan(configuration, on: seen, after: nil)
        #expect(!plan.changes.contains { $0.path == path })
        #expect(!plan.journal.files.contains { $0.path == path })
        // As long as it stays so.
        seen.commit(plan)
        seen.contents[path] = [1]
        let later = ConfigurePlan(configuration, on: seen, after: plan.journal.completed)
        #expect(later.journal.files.first { $0.path == path }?.origin == .replaced)
        #expect(later.files.first { $0.path == path }?.keepsBackup == true)
    }

    @Test func `a node at rest is rebooted for whatever is new`() throws {
        var record = first().journal.completed
        record.reboots = 3
        var seen = before
        seen.commit(first())
        let other = try Golden.all[1].configuration()
        // Another's count.
        #expect(ConfigurePlan(other, on: seen, after: record).journal.reboots == 0)
        record.identity = Record.Identity(other.node)
        // The boot that was to end.
        #expect(ConfigurePlan(other, on: seen, after: record).journal.reboots == 3)
        seen.boot = "boot-2"
        #expect(ConfigurePlan(other, on: seen, after: record).journal.reboots == 0)
        // But not for what something changes back.
        seen.contents["/etc/etcd/etcd.conf"] = [1]
        #expect(ConfigurePlan(other, on: seen, after: record).journal.reboots == 3)
        seen.commit(first())
        seen.hasGroup = false
        #expect(ConfigurePlan(other, on: seen, after: record).journal.reboots == 3)
    }

    @Test func `a link that systemd names is not waited for`() throws {
        let unit = UnitFile(
            name: "etcd.service",
            texts: ["[Install]\nWantedBy=a.target\nAlias=etcd-%H.service\n"]
        )
        let installed = InstalledSoftware(
            versions: InstalledVersions(etcd: nil, flanneld: nil),
            units: ["etcd.service": .unit(unit)]
        )
        let configuration = try DesiredState(of: configuration.node, on: installed)
        var seen = before
        let link = "/etc/systemd/system/a.target.wants/etcd.service"
        #expect(ConfigurePlan(configuration, on: seen, after: nil).journal.links == [link])
        seen.links = [link]
        #expect(!ConfigurePlan(configuration, on: seen, after: nil).enablesUnits)
    }

    // A power cut.

    @Test(arguments: 0...6)
    func `a run that was cut is finished`(renamed: Int) {
        let first = first()
        var seen = before
        seen.commit(first, files: renamed)
        seen.hasGroup = true
        let plan = ConfigurePlan(configuration, on: seen, after: first.journal)

        #expect(plan.occasion == .resumption)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path).suffix(6 - renamed))
        let kept = first.changes.prefix(renamed).filter(\.keepsBackup).map(\.path)
        #expect(
            plan.files.filter(\.keepsBackup).map(\.path)
                == Self.ours.filter { !kept.contains($0) }
        )
        #expect(plan.journal == first.journal)
        #expect(plan.needsReboot)
    }

    @Test func `a run that was cut behind its last change needs no reboot but the cut's own`() {
        let first = first()
        var seen = before
        seen.commit(first)
        // The program died, the power did not.
        #expect(ConfigurePlan(configuration, on: seen, after: first.journal).needsReboot)
        seen.boot = "boot-2"
        let plan = ConfigurePlan(configuration, on: seen, after: first.journal)
        #expect(plan.occasion == .resumption)
        #expect(plan.isEmpty)
        #expect(!plan.needsReboot)
        #expect(plan.journal.rebootOwedIn == nil)
    }

    @Test func `a cut between the pristine copy and the new file loses neither`() {
        let first = first()
        var seen = before
        seen.backups = ["/etc/etcd/etcd.conf"]
        let plan = ConfigurePlan(configuration, on: seen, after: first.journal)
        #expect(plan.changes.map(\.path) == first.changes.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).map(\.path) == ["/etc/sysconfig/flanneld"])
        #expect(plan.journal == first.journal)
    }

    @Test func `an undo that was cut is a run that was cut`() {
        var record = first().journal
        record.phase = .undoing
        #expect(ConfigurePlan(configuration, on: before, after: record).occasion == .resumption)
    }

    // Another instance, another name.

    @Test func `another instance is configured again and rebooted though nothing changes`() {
        var seen = before
        seen.commit(first())
        seen.boot = "boot-2"
        var record = first().journal.completed
        record.identity = Record.Identity(instanceID: "i-old", hostName: "a1")
        record.reboots = 2

        let plan = ConfigurePlan(configuration, on: seen, after: record)
        #expect(plan.occasion == .renewal(of: record.identity))
        #expect(plan.isEmpty)
        #expect(plan.needsReboot)
        #expect(plan.journal.reboots == 0)
        #expect(plan.journal.rebootOwedIn == "boot-2")
        #expect(plan.journal.identity.instanceID == "iid-local01")
        #expect(plan.journal.files == record.files)
        #expect(plan.journal.links == record.links)
        #expect(plan.journal.group == "docker")
    }

    @Test func `a node that is renamed keeps the first pristine copy`() throws {
        let old = ConfigurePlan(try Golden.all[1].configuration(), on: before, after: nil)
        var seen = before
        seen.commit(old)
        seen.boot = "boot-2"

        let plan = ConfigurePlan(configuration, on: seen, after: old.journal.completed)
        #expect(plan.occasion == .renewal(of: old.journal.identity))
        #expect(plan.changes.map(\.path) == ["/etc/etcd/etcd.conf"])
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.journal.files.map(\.origin) == old.journal.files.map(\.origin))
        // Until it is replaced, the file may be of either name.
        let file = try #require(plan.journal.files.first)
        #expect(file.previous == old.journal.files.first?.fingerprint)
        #expect(plan.journal.completed.files.first?.previous == nil)
    }

    // Edits.

    @Test func `an edit of what was made is undone, and not taken for the original`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.boot = "boot-2"
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        let plan = ConfigurePlan(configuration, on: seen, after: first.journal.completed)
        #expect(plan.occasion == .repetition)
        #expect(plan.changes.map(\.path) == configuration.files.map(\.path))
        #expect(plan.files.filter(\.keepsBackup).isEmpty)
        #expect(plan.needsReboot)
    }

    @Test func `a file is kept again when its pristine copy was thrown away`() {
        var seen = before
        let first = first()
        seen.commit(first)
        seen.backups = []
        // Our own writing is no original.
        #expect(
            ConfigurePlan(configuration, on: seen, after: first.journal.completed)
                .files.filter(\.keepsBackup).isEmpty
        )
        for path in seen.contents.keys { seen.contents[path]?.append(0x0A) }
        #expect(
            ConfigurePlan(configuration, on: seen, after: first.journal.completed)
                .files.filter(\.keepsBackup).map(\.path) == Self.ours
        )
    }

    @Test func `what an earlier run wrote and this one does not is still the agent's`() throws {
        var record = first().journal.completed
        let dropIn = Record.File(
            path: "/etc/systemd/system/docker.service.d/bootcmd.conf",
            origin: .created,
            fingerprint: Fingerprint(of: [])
        )
        record.files.append(dropIn)
        record.directories.append("/etc/systemd/system/docker.service.d")
        let plan = ConfigurePlan(configuration, on: before, after: record)
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
        var record = first().journal.completed
        record.rebootOwedIn = owed
        #expect(ConfigurePlan(configuration, on: seen, after: record).needsReboot == needed)
    }
}

extension DiskState {
    /// Makes true what a plan wants: all of it, or the first files only, as a power cut leaves it.
    mutating func commit(_ plan: ConfigurePlan, files: Int = .max) {
        missingDirectories = []
        for file in plan.changes.prefix(files) {
            if file.keepsBackup { backups.insert(file.path) }
            contents[file.path] = file.after
        }
        guard files == .max else { return }
        hasGroup = true
        links.formUnion(plan.links)
    }
}
