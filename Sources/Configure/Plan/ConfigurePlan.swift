import Basics
import Cluster
import Desired
import Etcd
import Units

/// Everything that a run will do to a node: a dry run prints this value, a real run commits it.
package struct ConfigurePlan: Equatable, Sendable {
    /// Which member of which cluster is configured.
    package let node: Node
    /// Why the run configures the node.
    package let occasion: Occasion
    /// Every file of the node, changed or not.
    package let files: [PlannedFile]
    /// The directories that will be made, parents first.
    package let directories: [NodePath]
    /// What happens to docker's group; nil if nothing does.
    package let group: GroupChange?
    /// What an operator should know of the cluster and of what is installed, a sentence each.
    let nodeWarnings: [String]
    /// The node's units, and the links by which they are enabled.
    package let units: PlannedUnits
    /// The private key that the installer left: it is removed once it is installed.
    package let deliveredKey: NodePath?
    /// How the run ends.
    package let ending: Ending
    /// The record as the run writes it before it changes anything: the journal.
    package let journal: Record
    /// The row of boots that changed the node, including this one; nil if this boot does not count.
    package let changedBoots: ChangedBoots?
    /// Why a run stops before its first write.
    package private(set) var refusals: [Refusal]
    /// Data that etcd would use in place of what is described, and that the run was told to leave.
    let formerData: ForeignEtcdData?
    /// What could not be checked and is left to the run, a phrase each.
    package let unknowns: [String]

    /// The files that will be written.
    package var changes: [PlannedFile] { files.filter(\.isChange) }

    /// Whether a configured node gets a new certificate, and nothing else.
    private let renewsCertificate: Bool

    /// Who may read what lies in the directory of the node's credentials, if the agent made it.
    package var confinedDirectory: (path: NodePath, ownership: Ownership)? {
        let directory = ManagedFile.credentialsDirectory
        guard journal.directories.contains(directory),
            let ownership = files.compactMap(\.access.directoryOwnership).first
        else { return nil }
        return (directory, ownership)
    }

    /// What an operator who does not reboot restarts: kernel modules are loaded only at boot.
    package var restarts: [String] {
        if renewsCertificate { return ["flanneld.service"] }
        let loadsModules = changes.contains { $0.path == ManagedFile.kernelModules.path }
        return (loadsModules ? ["systemd-modules-load.service"] : []) + units.names
    }

    /// Whether the node is as it must be, apart from its record.
    package var isEmpty: Bool {
        changes.isEmpty && group == nil && !units.needEnabling && deliveredKey == nil
    }

    /// Compares what the node must be with what it is.
    ///
    /// - Parameters:
    ///   - desired: what the node must be.
    ///   - disk: what it holds now.
    ///   - record: the record of an earlier run; nil for none.
    ///   - drift: what has changed on the node since that run, if that is the reason for this one.
    ///   - manner: how the run may make its changes take effect.
    ///   - isForced: whether it continues beside data of etcd's, or a `.save`, unknown to it.
    ///   - unknowns: what could not be checked.
    package init(
        _ desired: DesiredState,
        on disk: DiskState,
        after record: Record?,
        because drift: Drift? = nil,
        manner: Manner = .reboot,
        isForced: Bool = false,
        unknowns: [String] = []
    ) {
        node = desired.node
        nodeWarnings = desired.node.warnings + desired.warnings
        self.unknowns = unknowns
        directories = disk.missingDirectories
        deliveredKey = desired.deliveredKey
        group = GroupChange(desired.group, disk.group, isOurs: record?.group == desired.group)

        let units = PlannedUnits(desired.units, on: disk)
        let occasion = Occasion(
            after: record,
            as: node.identity,
            isMember: group == nil && units.missing.isEmpty && desired.isMember(disk),
            because: drift
        )
        self.occasion = occasion
        let phase = Record.Phase(of: occasion, after: isForced ? nil : record?.phase)
        self.units = phase == .adjusting ? units.leavingDisabled(known: record?.facts) : units
        let known = Dictionary(
            (record?.files ?? []).map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        files = desired.files.map { file in
            PlannedFile(
                file,
                on: disk,
                known: known[file.path],
                isSettled: record?.phase == .complete,
                isAdopted: occasion == .adoption,
                leavesEdits: phase.leavesEdits
            )
        }

        let enables = group != nil || self.units.needEnabling
        let changesNode = enables || files.contains(where: \.isChange)
        renewsCertificate =
            occasion == .repetition && changesNode && !enables
            && files.allSatisfy { file in
                !file.isChange
                    || [ManagedFile.certificate, .key].contains { $0.path == file.path }
            }
        let isOwed = record?.rebootOwedIn != nil && record?.rebootOwedIn == disk.boot
        let needsReboot =
            isOwed
            || occasion.needsReboot && !renewsCertificate
                && (enables || files.contains { $0.isChange && $0.action != .protect })
        ending =
            switch manner {
            case .reboot where renewsCertificate && !isOwed: .restart
            case .reload where renewsCertificate: .reload(isStale: true)
            case .image: .image(isStale: needsReboot)
            case .reboot where needsReboot: .reboot
            case .reload where needsReboot: .reload(isStale: true)
            case .reboot, .reload: changesNode ? .reload(isStale: false) : .nothing
            }
        changedBoots =
            (changesNode || needsReboot) && manner == .reboot
            ? disk.changedBoots.adding(disk.boot) : nil

        let data = ForeignEtcdData(of: desired.node, on: disk, occasion)
        formerData = isForced ? data : nil
        refusals = desired.refusals + desired.refusals(on: disk, after: record)
        if !isForced {
            refusals += [data].compactMap(\.self).map(Refusal.data)
            refusals += files.compactMap { $0.refusal(occasion) }
        }
        if changesNode, manner == .reboot, disk.changedBoots.isExhausted(in: disk.boot) {
            refusals.append(.stillChanging(boots: ChangedBoots.limit))
        }
        journal = Record(
            identity: node.identity,
            role: node.role.kind,
            phase: phase,
            rebootOwedIn: needsReboot ? disk.boot : nil,
            files: Self.journal(files, known: record?.files ?? []),
            directories: Self.union(record?.directories ?? [], directories),
            links: Self.union(record?.links ?? [], self.units.linksToMake),
            group: group.map(\.name) ?? record?.group,
            groupLine: group?.line ?? record?.groupLine,
            facts: phase.leavesEdits ? record?.facts : nil
        )
    }

    /// The plan with what stands in its way on the disk added to its refusals.
    package func refusing(_ obstacles: [Obstacle]) -> ConfigurePlan {
        var plan = self
        plan.refusals += obstacles.map(Refusal.obstacle)
        return plan
    }
}

extension DesiredState {
    /// Whether the disk holds this node already, without a record. There were no workers before
    /// there was an agent.
    fileprivate func isMember(_ disk: DiskState) -> Bool {
        node.role.kind == .member
            && files.allSatisfy {
                !$0.file.isRequiredForAdoption || disk.contents[$0.path] == $0.contents
            }
    }

    /// Why the data that an earlier run left cannot be used by what is desired now.
    fileprivate func refusals(on disk: DiskState, after record: Record?) -> [Refusal] {
        var refusals: [Refusal] = []
        if disk.memberLog != nil, let last = disk.lastRun, let etcd,
            let upgrade = EtcdUpgrade(from: last, to: etcd)
        {
            refusals.append(.upgrade(upgrade, dataIn: EtcdSettings.dataDirectory(of: node.name)))
        }
        if record?.role == .member, node.role.kind == .worker {
            refusals.append(.memberBefore(disk.announcedID))
        }
        return refusals
    }
}

extension PlannedFile {
    /// Why a run that nobody forces does not write the file.
    fileprivate func refusal(_ occasion: ConfigurePlan.Occasion) -> Refusal? {
        switch (action, occasion) {
        case (.replace(.unkept), _): .backup(of: path)
        case (.replace(.edit), .renewal): .edit(of: path)
        default: nil
        }
    }
}
