import Basics
import Cluster
import Configure
import Desired
import Etcd
import Glibc
import Linux
import LinuxConfigure
import Status
import Units

/// A plan, with what a run needs to carry it out.
struct DecidedRun {
    let plan: ConfigurePlan
    /// What the plan rests on; the facts about the files follow when it is carried out.
    let facts: NodeFacts
    /// How the units are enabled; nil for a dry run that could not ask.
    let enabler: UnitEnabler?
}

extension ConfigureRun {
    /// Makes the plan from the inputs and from what the root holds, for a dry run and a run alike.
    func decide(
        _ metaData: MetaData,
        _ seed: Seed,
        after record: Record?,
        on root: Root
    ) throws -> DecidedRun {
        let node = try Node(metaData, in: seed.cluster(orElse: members))
        // The programs think while PID 1 is asked.
        let survey = try root.surveySoftware()
        let (enabler, unknowns) = try enabler(of: root)
        let states = try states(of: node.role.units, from: enabler)
        let installed = try survey.software(states: states)
        let credentials = try seed.credentials(of: node, on: installed, prefersSeed: force)
        let desired = DesiredState(of: node, on: installed, with: credentials)
        // A dry run shows what root would do.
        let checksRights = dryRun == nil || geteuid() == 0
        let plan = ConfigurePlan(
            desired,
            on: try root.observe(desired, written: Set((record?.files ?? []).map(\.path))),
            after: record,
            because: try drift(since: record, metaData, on: root),
            manner: root.isSystem ? (noReboot ? .reload : .reboot) : .image,
            isForced: force,
            unknowns: unknowns
                + (checksRights ? [] : ["whether the files can be written (run as root)"])
        )
        var obstacles = try root.obstacles(to: plan.footprint, checksRights: checksRights)
        if let member = node.member, let unit = installed.units["etcd.service"]?.file {
            let data = EtcdSettings.dataDirectory(of: member.name)
            obstacles += [try root.obstacle(toData: data, of: unit)].compactMap(\.self)
        }
        return DecidedRun(
            plan: plan.refusing(obstacles),
            facts: try facts(about: installed, seed, on: root),
            enabler: enabler
        )
    }

    private func states(
        of units: [String],
        from enabler: UnitEnabler?
    ) throws -> [String: UnitFileState]? {
        guard let enabler else { return nil }
        guard dryRun == nil else { return try enabler.states(of: units) }
        return try Report.step("check", "checking \(units.joined(separator: " "))") {
            try enabler.states(of: units)
        }
    }

    /// How units are enabled, and what is left to the run if PID 1 cannot be asked: a dry run needs
    /// neither systemd nor the permission to talk to it.
    private func enabler(of root: Root) throws -> (UnitEnabler?, unknowns: [String]) {
        do throws(SystemdError) {
            return (try UnitEnabler(of: root), [])
        } catch {
            guard dryRun != nil else { throw error }
            return (nil, ["whether systemd can enable the units (\(error))"])
        }
    }

    private func drift(
        since record: Record?,
        _ metaData: MetaData,
        on root: Root
    ) throws -> Drift? {
        guard !force, let record, record.isComplete(for: metaData.identity) else { return nil }
        guard record.facts != nil else { return Drift(fromFormerAgent: "1") }
        let drift = try root.drift(since: record, agent: Bootcmd.version, members: members)
        return drift.needsDecision ? drift : nil
    }

    private func facts(
        about installed: InstalledSoftware,
        _ seed: Seed,
        on root: Root
    ) throws -> NodeFacts {
        let path = seed.descriptionFile
        let description = members == nil ? try root.read(path, isInput: true) : nil
        return NodeFacts(
            agent: Bootcmd.version,
            description: description.map { NodeFacts.Description(path, Fingerprint(of: $0)) },
            members: members.map(Fingerprint.init(of:)),
            software: try root.facts(about: installed.sources)
        )
    }
}
