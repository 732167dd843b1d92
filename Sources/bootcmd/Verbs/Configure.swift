import ArgumentParser
import BootLinux
import BootPlan
import Diagnostics

/// A node's first boot, and every later one.
struct Configure {
    var root = "/"
    var seed = "/var/cloud-init"
    var cluster: String?
    /// How to show what would be done; nil to do it.
    var preview: Preview?
    var noReboot = false
    var force = false

    func run() throws {
        let root = try Root.open(root)
        let metaData = try root.metaData(seed: seed)
        let record = try trustedRecord(of: root)

        if let preview {
            let node = try node(metaData, on: root)
            let plan = try plan(for: node, on: root, as: root.survey(), after: record)
            return try preview.show(plan, root: root, allowsReboot: root.isSystem && !noReboot)
        }
        try mendCloudInit(of: root)
        // A power cut may have left a temporary file beside a record that was done before.
        if let record, isDone(record, metaData), try !root.hasTemporary(of: Record.path) {
            return try finish(record, of: root)
        }

        try Report.step("lock", "taking that of \(root.display("/"))") { try root.lock() }
        // Whoever held the lock until now may have done it all.
        let current = try trustedRecord(of: root)
        if let current, isDone(current, metaData) {
            try root.removeTemporaries(of: [Record.path])
            return try finish(current, of: root)
        }
        let node = try node(metaData, on: root)
        let survey = try root.survey()
        let manager = try manager(of: root, with: survey.units)
        let plan = try plan(for: node, on: root, as: survey, after: current)
        try Commitment(plan: plan, root: root, manager: manager, seed: seed, noReboot: noReboot)
            .run()
    }

    private func node(_ metaData: MetaData, on root: Root) throws -> Node {
        try Node(metaData, in: root.clusterDescription(seed: seed, members: cluster))
    }

    /// Who enables the units, having been asked for them.
    private func manager(
        of root: Root,
        with units: [String: InstalledUnit]
    ) throws -> UnitEnabler {
        let manager = try UnitEnabler(of: root)
        try Report.step("check", "asking for \(DesiredState.units.joined(separator: " "))") {
            try manager.requireUnits(asInstalled: units)
        }
        return manager
    }

    /// Decides: from what the inputs say, and what the root holds.
    private func plan(
        for node: Node,
        on root: Root,
        as survey: Survey,
        after record: Record?
    ) throws -> ConfigurePlan {
        let configuration = try DesiredState(of: node, on: survey.installed(for: node))
        return try ConfigurePlan(configuration, on: root.observe(configuration), after: record)
    }

    private func isDone(_ record: Record, _ metaData: MetaData) -> Bool {
        !force && record.isComplete(for: Record.Identity(metaData))
    }

    /// Has cloud-init do again what a power cut has made it forget: in this boot, where it has not come
    /// to that yet, or in the next.
    private func mendCloudInit(of root: Root) throws {
        guard root.isSystem else { return }
        let emptied = try root.emptiedCloudInitFiles()
        guard !emptied.isEmpty else { return }
        try root.lock()
        try Report.step(
            "cloud-init",
            "removing what a power cut left empty: \(emptied.joined(separator: " "))"
        ) {
            try root.removeEmptiedCloudInitFiles()
        }
    }

    /// Ends a run that has nothing to do, unless this is still the boot that was to end.
    private func finish(_ record: Record, of root: Root) throws {
        let name = record.identity.hostName
        guard root.isSystem, let owed = record.rebootOwedIn, owed == Root.boot else {
            return Report.say(
                "bootcmd: \(name) is configured (instance \(record.identity.instanceID)); "
                    + "nothing to do"
            )
        }
        guard !noReboot else {
            return Report.say(
                "bootcmd: \(name) is configured; the reboot that it needs is still owed"
            )
        }
        try root.flushCloudInit(seed: seed)
        try Reboot(through: Systemd()).run()
    }

    /// The record, if it can be trusted. With `--force` one that cannot is as good as none; it is
    /// set aside before another is written.
    private func trustedRecord(of root: Root) throws -> Record? {
        do {
            return try root.record()
        } catch is Located<RecordError> where force {
            return nil
        }
    }
}
