/// Everything that a run will do to a node: a dry run prints this value, a real run commits it.
public struct ConfigurePlan: Equatable, Sendable {
    /// Why the run configures the node, or does not.
    public enum Occasion: Equatable, Sendable {
        /// No record: the node's first run.
        case first
        /// No record, but the node is configured as described: it is recorded, and not rebooted.
        case adoption
        /// A run or an undo for this instance was interrupted.
        case resumption
        /// The record is about another instance or host.
        case renewal(of: Identity)
        /// The record says done, but the node, or what the plan rested on, has changed since.
        case drift(Drift)
        /// The record says done, and the operator asks for the run anyway.
        case repetition
    }

    /// How a run may make its changes take effect.
    public enum Manner: Sendable {
        /// On the running system: reboot, if one is needed.
        case reboot
        /// On the running system: reload instead.
        case reload
        /// On an image, in which nothing runs.
        case image
    }

    /// How the run ends.
    public enum Ending: Equatable, Sendable {
        /// With a reboot.
        case reboot
        /// With a restart of flanneld, which reads its certificate once. etcd reads its own at every
        /// handshake.
        case restart
        /// With a reload; `isStale` if the services still run as they did before.
        case reload(isStale: Bool)
        /// With nothing.
        case nothing
        /// With nothing: the image will boot as this node; `isStale` if it would not have before.
        case image(isStale: Bool)
    }

    /// What happens to docker's group.
    public enum GroupChange: Equatable, Sendable {
        /// The group is added.
        case add(String)
        /// The image's own line is copied into `/etc/group`, with the group's number.
        case copy(String, line: String)
        /// What an interrupted run left out is added.
        case finish(String)
    }

    /// Which member of which cluster is configured.
    public let node: Node
    /// Why the run configures the node.
    public let occasion: Occasion
    /// Every file of the node, changed or not.
    public let files: [PlannedFile]
    /// The directories that will be made, parents first.
    public let directories: [NodePath]
    /// What happens to docker's group; nil if nothing does.
    public let group: GroupChange?
    /// What an operator should know of the cluster and of what is installed, a sentence each.
    let nodeWarnings: [String]
    /// The units that must be enabled.
    public let units: [String]
    /// Whether the run enables the units: at least one is not enabled yet.
    public let enablesUnits: Bool
    /// The links by which systemd knows that the units are enabled; their names may hold specifiers.
    public let links: [NodePath]
    /// Those of the links that later boots expect. A unit that somebody disabled is named as long as it
    /// stays so.
    let enablingLinks: [NodePath]
    /// The private key that the installer left: it is removed once it is installed.
    public let deliveredKey: NodePath?
    /// How the run ends.
    public let ending: Ending
    /// The record as the run writes it before it changes anything: the journal.
    public let journal: Record
    /// The row of boots that changed the node, including this one; nil if this boot does not count.
    public let changedBoots: ChangedBoots?
    /// Why a run stops before its first write.
    public private(set) var refusals: [Refusal]
    /// Data that etcd would use in place of what is described, and that the run was told to leave.
    public let formerData: FormerData?
    /// What could not be checked and is left to the run, a phrase each.
    public let unknowns: [String]

    /// The files that will be written.
    public var changes: [PlannedFile] { files.filter(\.isChange) }

    /// Whether a configured node gets a new certificate, and nothing else.
    private let renewsCertificate: Bool

    /// Who may read what lies in the directory of the node's credentials, if the agent made it.
    public var confinedDirectory: (path: NodePath, ownership: Ownership)? {
        let directory = ManagedFile.credentialsDirectory
        guard journal.directories.contains(directory),
            let ownership = files.compactMap(\.access.directoryOwnership).first
        else { return nil }
        return (directory, ownership)
    }

    /// What an operator who does not reboot restarts: kernel modules are loaded only at boot.
    public var restarts: [String] {
        if renewsCertificate { return ["flanneld.service"] }
        let loadsModules = changes.contains { $0.path == ManagedFile.kernelModules.path }
        return (loadsModules ? ["systemd-modules-load.service"] : []) + units
    }

    /// Whether the node is as it must be, apart from its record.
    public var isEmpty: Bool {
        changes.isEmpty && group == nil && !enablesUnits && deliveredKey == nil
    }

    /// Compares what the node must be with what it is.
    ///
    /// - Parameters:
    ///   - desired: what the node must be.
    ///   - disk: what it holds now.
    ///   - record: the record of an earlier run; nil for none.
    ///   - drift: what has changed on the node since that run, if that is the reason for this one.
    ///   - manner: how the run may make its changes take effect.
    ///   - isForced: whether it continues beside data of etcd's, or a `.save`, that it does not know.
    ///   - unknowns: what could not be checked.
    public init(
        _ desired: DesiredState,
        on disk: DiskState,
        after record: Record?,
        because drift: Drift? = nil,
        manner: Manner = .reboot,
        isForced: Bool = false,
        unknowns: [String] = []
    ) {
        node = desired.node
        units = desired.units.map(\.name)
        links = desired.units.flatMap(\.links)
        nodeWarnings = desired.node.warnings + desired.warnings
        self.unknowns = unknowns
        // A specifier in a link's name is systemd's to expand.
        func isMissing(_ link: NodePath) -> Bool {
            !disk.links.contains(link) && !link.hasSpecifier
        }
        let missingLinks = links.filter(isMissing)
        group = GroupChange(desired.group, disk.group, isOurs: record?.group == desired.group)
        directories = disk.missingDirectories
        deliveredKey = desired.deliveredKey

        // There were no workers before there was an agent.
        let isMember =
            desired.node.role.kind == .member && group == nil && missingLinks.isEmpty
            && desired.files.allSatisfy {
                !$0.file.isRequiredForAdoption || disk.contents[$0.path] == $0.contents
            }
        let occasion = Occasion(after: record, as: node.identity, isMember, because: drift)
        self.occasion = occasion
        let phase = Record.Phase(of: occasion, after: isForced ? nil : record?.phase)
        enablesUnits = !missingLinks.isEmpty && phase != .adjusting
        let expected = Set(record?.facts?.links ?? [])
        let unknown = enablesUnits ? [] : missingLinks.filter { !expected.contains($0) }
        enablingLinks = links.filter { !$0.hasSpecifier && !unknown.contains($0) }
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

        let changesNode = group != nil || enablesUnits || files.contains(where: \.isChange)
        let isOwed = record?.rebootOwedIn != nil && record?.rebootOwedIn == disk.boot
        renewsCertificate =
            occasion == .repetition && changesNode && group == nil && !enablesUnits
            && files.allSatisfy { file in
                !file.isChange
                    || [ManagedFile.certificate, .key].contains { $0.path == file.path }
            }
        let needsReboot =
            isOwed || (changesNode && occasion.needsReboot && !renewsCertificate)
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
        let found = FormerData(of: desired.node, on: disk, occasion)
        formerData = isForced ? found : nil
        refusals =
            desired.refusals + (isForced ? [] : [found].compactMap(\.self).map(Refusal.data))
        if !isForced {
            refusals += files.filter { $0.action == .replace(.unkept) }.map { .backup(of: $0.path) }
        }
        if record?.role == .member, desired.node.role.kind == .worker {
            refusals.append(.memberBefore(disk.announcedID))
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
            links: Self.union(
                record?.links ?? [],
                enablesUnits
                    ? missingLinks + desired.units.flatMap(\.alsoLinks).filter(isMissing) : []
            ),
            group: group.map(\.name) ?? record?.group,
            groupLine: group?.line ?? record?.groupLine,
            facts: phase.leavesEdits ? record?.facts : nil
        )
    }

    /// The plan with what stands in its way on the disk added to its refusals.
    public func meeting(_ obstacles: [Obstacle]) -> ConfigurePlan {
        var plan = self
        plan.refusals += obstacles.map(Refusal.obstacle)
        return plan
    }
}

extension ConfigurePlan.Occasion {
    fileprivate init(
        after record: Record?,
        as identity: Identity,
        _ isMember: Bool,
        because drift: Drift?
    ) {
        switch record {
        case nil: self = isMember ? .adoption : .first
        case let record? where record.identity != identity: self = .renewal(of: record.identity)
        case let record? where record.phase != .complete: self = .resumption
        case .some: self = drift.map(Self.drift) ?? .repetition
        }
    }

    /// Whether the run's changes take effect only with a reboot. An adopted node already runs as
    /// described; if only a unit or a program has changed, it has not started yet: it is early boot.
    fileprivate var needsReboot: Bool {
        switch self {
        case .adoption: false
        case .drift(let drift): !drift.reverted.isEmpty
        case .first, .resumption, .renewal, .repetition: true
        }
    }
}

extension ConfigurePlan.GroupChange {
    fileprivate init?(_ name: String, _ state: DiskState.Group, isOurs: Bool) {
        switch state {
        case .absent: self = .add(name)
        case .onlyInImage(let line): self = .copy(name, line: line)
        case .unfinished where isOurs: self = .finish(name)
        case .unfinished, .present: return nil
        }
    }

    /// The image's line, if that is what is copied.
    var line: String? {
        guard case .copy(_, let line) = self else { return nil }
        return line
    }

    /// The group.
    public var name: String {
        switch self {
        case .add(let name), .copy(let name, _), .finish(let name): name
        }
    }
}
