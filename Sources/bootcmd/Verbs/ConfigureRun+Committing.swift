import Basics
import Cluster
import Configure
import Linux
import LinuxConfigure
import Units

extension ConfigureRun {
    /// Carries a plan out, in an order in which a power cut does no harm.
    func commit(_ decided: DecidedRun, to root: Root) throws {
        let plan = decided.plan
        if case .drift(let drift) = plan.occasion, let summary = drift.summary {
            Report.say("bootcmd: \(plan.node.name): \(summary)")
        }
        for warning in plan.warnings(below: root.prefix) {
            Report.say("bootcmd: warning: \(warning)")
        }
        if let refused = Refused(plan.refusals, below: root.prefix) { throw refused }
        guard let enabler = decided.enabler else { return }
        try changing(root, "run bootcmd again to finish, or 'bootcmd undo' to go back") {
            let links = try change(plan, by: enabler, on: root)
            var facts = decided.facts
            facts.software = try root.facts(about: facts.software.map(\.path))
            try Report.step("record", "writing \(root.display(Record.path))") {
                if let boots = plan.changedBoots { try root.write(boots) }
                try root.write(plan.completed(links: links, facts: facts))
                try root.removeFormerRecord()
            }
            try end(plan, by: enabler, on: root)
        }
    }

    /// Changes the node; returns the links that systemd says it made, when everything is on the
    /// disk.
    private func change(
        _ plan: ConfigurePlan,
        by enabler: UnitEnabler,
        on root: Root
    ) throws -> [NodePath] {
        if root.isSystem {
            try Report.step("flush", "what cloud-init has written") {
                try root.flushCloudInit(seed: seed)
            }
        }
        if case .untrusted = try root.storedRecord() { try root.setAsideRecord() }
        // The journal: from here on, the next run knows whose file was whose.
        try root.write(plan.journal)
        // Of the row of boots, too: a boot with nothing left to write does not write it, either.
        try root.removeTemporaries(of: plan.writtenPaths + [ChangedBoots.path])

        if let group = plan.group {
            try Report.step("group", "making \(group.name)") { try Groups(of: root).make(group) }
        } else if plan.journal.group != nil {
            // The locks of a groupadd that was cut would stand in the way of whoever adds a user
            // next.
            try root.removeGroupLeftovers()
        }
        if !plan.changes.isEmpty {
            try Report.step("files", "writing \(plan.changes.count)") { try root.commit(plan) }
        }
        var links: [NodePath] = []
        if plan.units.needEnabling {
            try Report.step("units", "enabling \(plan.units.names.joined(separator: " "))") {
                links = try enabler.enable(plan.units.names)
                try root.requireLinks(plan.units.links)
            }
        }
        // Neither systemd nor groupadd flushes the names that it makes.
        try root.flush(plan.touchedDirectories(made: links))
        // Only now: whatever is cut before, the key is still in one of the two places.
        if let key = plan.deliveredKey {
            try Report.step("key", "removing \(root.display(key))") {
                try root.removeDeliveredKey(key)
            }
        }
        return links
    }

    private func end(_ plan: ConfigurePlan, by enabler: UnitEnabler, on root: Root) throws {
        let name = plan.node.name
        switch (plan.ending, enabler) {
        case (.image, _), (_, .image):
            Report.say(
                "bootcmd: \(name) is configured; the image will boot as this \(plan.node.role.kind)"
            )
        case (.reboot, .running(let systemd)):
            // A shutdown flushes only at its end, if it gets there.
            try root.flushCloudInit(seed: seed)
            Report.say("bootcmd: \(name) is configured; after the reboot, see 'bootcmd status'")
            try Reboot(through: systemd).run()
        case (.restart, .running(let systemd)):
            try Report.step("restart", "flanneld.service") {
                try systemd.restartIfRunning("flanneld.service")
            }
            Report.say(
                "bootcmd: \(name) has its new certificate: etcd takes it at the next connection, "
                    + "and flanneld was restarted; see 'bootcmd status'"
            )
        case (.nothing, .running):
            if root.hasChangedBoots() { root.endChangedBoots() }
            Report.say(
                "bootcmd: \(name) is configured; no reboot is needed; see 'bootcmd status'"
            )
        case (.reload(let isStale), .running(let systemd)):
            try Report.step("reload", "once") { try systemd.reload() }
            Report.say(
                isStale
                    ? "bootcmd: \(name) is configured, not rebooted; to start it by hand: "
                        + "systemctl restart \(plan.restarts.joined(separator: " ")), then see "
                        + "'bootcmd status'"
                    : "bootcmd: \(name) is configured; no reboot is needed; see 'bootcmd status'"
            )
        }
    }
}
