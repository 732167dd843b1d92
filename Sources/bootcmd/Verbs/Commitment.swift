import BootLinux
import BootPlan

/// A plan being made true, in an order that a power cut may end anywhere.
struct Commitment {
    let plan: ConfigurePlan
    let root: Root
    let manager: UnitEnabler
    let seed: String
    let noReboot: Bool

    private var reboots: Bool { plan.needsReboot && root.isSystem && !noReboot }

    func run() throws {
        for warning in plan.warnings(below: root.prefix) {
            Report.say("bootcmd: warning: \(warning)")
        }

        // All that can be refused is refused before the first write.
        if reboots {
            try root.requireDurable(plan)
            try requireFewReboots()
        }
        try root.requireWritable(plan)
        try changing("the next run goes on from there") { try change() }
    }

    private func change() throws {
        if root.isSystem {
            try Report.step("flush", "what cloud-init has written") {
                try root.flushCloudInit(seed: seed)
            }
        }
        // The journal: from here on, the next run knows whose file was whose.
        try root.write(plan.journal)
        try root.removeTemporaries(of: plan.writtenPaths)

        if let group = plan.group {
            try Report.step("group", "adding \(group)") { try root.addGroup(group) }
        } else if let group = plan.journal.group {
            // An earlier run was cut when the group was made, and not yet all that goes with it.
            if try root.isGroupUnfinished(group) {
                try Report.step("group", "finishing \(group)") { try root.finishGroup(group) }
            }
            // Its locks would stand in the way of whoever adds a group or a user next.
            if root.isSystem { try root.removeGroupLeftovers() }
        }
        if !plan.changes.isEmpty {
            try Report.step("files", "writing \(plan.changes.count)") { try root.commit(plan) }
        }
        var links: [String] = []
        if plan.enablesUnits {
            try Report.step("units", "enabling \(plan.units.joined(separator: " "))") {
                links = try manager.enable(plan.units)
                try root.requireLinks(plan.links)
            }
        }
        // Neither systemd nor groupadd flushes the names that it makes.
        try root.flush(plan.touchedDirectories(made: links))

        try Report.step("record", "writing \(root.display(Record.path))") {
            try root.write(completed(links))
        }
        try end()
    }

    /// The record of a run that came to its end, written last.
    private func completed(_ links: [String]) -> Record {
        var record = plan.completed(links: links)
        if reboots {
            record.reboots += 1
        } else {
            record.rebootOwedIn = nil
        }
        // A run that finds nothing to change is what the reboots were for.
        if plan.isEmpty, !reboots { record.reboots = 0 }
        return record
    }

    /// A node that comes back to be configured again and again would never be up long enough for
    /// anybody to see why.
    private func requireFewReboots() throws {
        guard plan.journal.reboots < Reboot.limit else {
            throw Refusal.tooManyReboots(plan.journal.reboots, record: root.display(Record.path))
        }
    }

    private func end() throws {
        let name = plan.node.name
        guard case .running(let systemd) = manager else {
            return Report.say("bootcmd: \(name) is configured; the image will boot as this member")
        }
        if reboots {
            // A shutdown flushes last of all, where it comes so far.
            try root.flushCloudInit(seed: seed)
            return try Reboot(through: systemd).run()
        }
        guard !plan.isEmpty else {
            return Report.say("bootcmd: \(name) is configured; no reboot is needed")
        }
        try Report.step("reload", "once") { try systemd.reload() }
        Report.say(
            plan.needsReboot
                ? "bootcmd: \(name) is configured, not rebooted; to start it by hand: "
                    + "systemctl restart \(plan.units.joined(separator: " "))"
                : "bootcmd: \(name) is configured; no reboot is needed"
        )
    }
}
