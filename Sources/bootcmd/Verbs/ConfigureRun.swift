import Basics
import Cluster
import Configure
import Glibc
import Linux
import LinuxConfigure
import Status

/// A node's first boot, and every later one.
struct ConfigureRun {
    var root = "/"
    var seed: NodePath = "/var/cloud-init"
    /// The members, instead of cluster.yaml.
    var members: String?
    /// How to show what would be done; nil for a real run.
    var dryRun: DryRun?
    var noReboot = false
    var force = false

    func run() throws {
        let root = try RootOption.open(root), seed = Seed(root: root, directory: seed)
        let metaData = try seed.metaData()
        // Also where nothing comes of them.
        if members != nil { _ = try seed.cluster(orElse: members) }
        if dryRun == nil { try mendCloudInit(of: root) }
        var stored = try trusted(root.storedRecord())
        if dryRun == nil, let record = stored, let drift = try quiet(record, metaData, on: root) {
            return try finish(record, drift, on: root)
        }
        if dryRun == nil {
            try Report.step("lock", "locking \(root.display(.top))") { try root.lock() }
            try root.removeTemporaries(of: [Record.path])
            // Another run, which held the lock until now, may have done everything.
            stored = try trusted(root.storedRecord())
            if let record = stored, let drift = try quiet(record, metaData, on: root) {
                return try finish(record, drift, on: root)
            }
        }
        guard let dryRun else {
            return try commit(decide(metaData, seed, after: stored, on: root), to: root)
        }
        let plan = try dryRun.look(at: root) {
            try decide(metaData, seed, after: trusted(root.storedRecord()), on: root).plan
        } nothingIsRefused: {
            $0.refusals.isEmpty
        }
        try dryRun.show(plan, root: root)
    }

    /// Makes cloud-init repeat what a power cut has made it forget: in this boot, if it has not
    /// come to that yet, or else in the next.
    private func mendCloudInit(of root: Root) throws {
        guard root.isSystem else { return }
        let emptied = try root.emptiedCloudInitFiles()
        guard !emptied.isEmpty else { return }
        try root.lock()
        let names = emptied.map(\.text).joined(separator: " ")
        try Report.step("cloud-init", "removing what a power cut left empty: \(names)") {
            try root.removeEmptiedCloudInitFiles()
        }
    }

    /// The record, if it can be trusted. With `--force`, one that cannot counts as none; it is set
    /// aside before another is written.
    private func trusted(_ stored: StoredRecord) throws -> Record? {
        switch stored {
        case .none: return nil
        case .trusted(let record): return record
        case .untrusted(let error):
            guard force else { throw error }
            return nil
        }
    }

    /// The drift of a configured node that is left as it is; nil if there is something to do.
    private func quiet(
        _ record: Record,
        _ metaData: MetaData,
        on root: Root
    ) throws -> Drift? {
        guard !force, record.isComplete(for: metaData.identity), record.facts != nil,
            // A power cut may have left a temporary file beside a completed record.
            try !root.hasTemporary(of: Record.path)
        else { return nil }
        let drift = try root.drift(since: record, agent: Bootcmd.version, members: members)
        return drift.needsDecision ? nil : drift
    }

    /// Ends a run that has nothing to do, but asks for the reboot if this boot still owes it.
    private func finish(_ record: Record, _ drift: Drift, on root: Root) throws {
        let name = record.identity.hostName
        if root.isSystem, let owed = record.rebootOwedIn, owed == Root.boot {
            guard !noReboot else {
                return Report.say(
                    "bootcmd: \(name) is configured, but still needs a reboot"
                )
            }
            try root.flushCloudInit(seed: seed)
            return try Reboot(through: Systemd()).run()
        }
        if root.isSystem, root.hasChangedBoots() { root.endChangedBoots() }
        Report.say(
            "bootcmd: \(name) is configured (instance \(record.identity.instanceID)); "
                + (drift.summary ?? "nothing to do")
        )
    }
}
