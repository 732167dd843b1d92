/// All that a run will do to a node: the very value that a dry run prints and a real run commits.
public struct ConfigurePlan: Equatable, Sendable {
    /// A file as it is today and as it will be.
    public struct File: Equatable, Sendable {
        /// The absolute path.
        public let path: String
        /// The bytes today; nil if the file is not there.
        public let before: [UInt8]?
        /// The bytes that the node has to hold.
        public let after: [UInt8]
        /// What was there before the agent's first write; nil for a file of somebody else's that is
        /// as it has to be already, and is none of ours until it has to be another.
        public let origin: Record.File.Origin?
        /// Whether the file of today is the operator's, to be kept as `.save` before it is replaced.
        public let keepsBackup: Bool
        /// Whether the file of today is what an earlier run of the agent wrote.
        public let replacesOwn: Bool
        /// Whether the file is our own addition.
        public let isAddition: Bool

        /// Whether the bytes of today are kept nowhere: the pristine copy is of something else.
        public let isLost: Bool

        /// Whether the file will be written.
        public var isChange: Bool { before != after }
    }

    /// Why the node is, or is not, configured now.
    public enum Occasion: Equatable, Sendable {
        /// No record: the node's first run.
        case first
        /// No record, but the node is a member already: it is recorded, and not rebooted.
        case adoption
        /// A run or an undo for this very instance was cut.
        case resumption
        /// The record is about another instance or host.
        case renewal(of: Record.Identity)
        /// The record says done, and the run was asked for all the same.
        case repetition
    }

    /// The member that the node will be.
    public let node: Node
    /// Why.
    public let occasion: Occasion
    /// Every file of the configuration, changed or not.
    public let files: [File]
    /// The directories that will be made, parents first.
    public let directories: [String]
    /// The group that will be added.
    public let group: String?
    /// The units of the node.
    public let units: [String]
    /// Whether the units will be enabled.
    public let enablesUnits: Bool
    /// The links that enabling makes.
    public let links: [String]
    /// The units that nothing can enable today: a run refuses them before its first write.
    public let unusable: [UnusableUnit]
    /// Whether a reboot has to follow for the node to be what was described.
    public let needsReboot: Bool
    /// The record as the run began to find it, brought up to this plan: the journal.
    public let journal: Record

    /// The files that will be written.
    public var changes: [File] { files.filter(\.isChange) }

    /// Every path that this run or an earlier one wrote to.
    public var writtenPaths: [String] { journal.files.map(\.path) + [Record.path] }

    /// Whether the node is as it has to be, its record apart.
    public var isEmpty: Bool { changes.isEmpty && group == nil && !enablesUnits }

    /// What an operator should know, though nothing is wrong; `root` stands in front of each path.
    public func warnings(below root: String) -> [String] {
        node.warnings
            + files.filter(\.isLost).map {
                "\(root)\($0.path): what it holds today is kept nowhere, for "
                    + ($0.origin == .replaced
                        ? "there is a .save of it already" : "bootcmd made the file")
            }
    }

    /// Compares what the node has to be with what it is.
    ///
    /// - Parameters:
    ///   - configuration: what the node has to be.
    ///   - seen: what it holds today.
    ///   - record: what an earlier run left behind; nil for none.
    public init(_ configuration: DesiredState, on seen: DiskState, after record: Record?) {
        let node = configuration.node
        self.node = node
        let known = Dictionary(
            (record?.files ?? []).map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        links = configuration.units.flatMap(\.links)
        // A specifier in a link's name is systemd's to expand.
        let missingLinks = links.filter { !seen.links.contains($0) && !$0.contains("%") }
        enablesUnits = !missingLinks.isEmpty
        group = seen.hasGroup ? nil : configuration.group
        let changesMember =
            group != nil || enablesUnits
            || configuration.files.contains {
                !$0.isAddition && seen.contents[$0.path] != $0.contents
            }
        files = configuration.files.map {
            File(
                $0,
                on: seen,
                known: known[$0.path],
                isSettled: record?.phase == .complete,
                isAdopted: record == nil && !changesMember
            )
        }
        directories = seen.missingDirectories
        units = configuration.units.map(\.name)
        unusable = configuration.unusable

        let identity = Record.Identity(node)
        let changesAnything = changesMember || files.contains(where: \.isChange)
        let isOwed = record?.rebootOwedIn != nil && record?.rebootOwedIn == seen.boot
        switch record {
        case nil:
            occasion = changesMember ? .first : .adoption
            needsReboot = changesMember
        case let record? where record.identity != identity:
            occasion = .renewal(of: record.identity)
            needsReboot = true
        case let record?:
            occasion = record.phase == .complete ? .repetition : .resumption
            needsReboot = changesAnything || isOwed
        }
        // What changes on a node that came to rest is new, and no part of a loop.
        let isAtRest = group == nil && !enablesUnits && record?.isAtRest(on: seen) == true
        let reboots = record?.identity == identity && !isAtRest ? record?.reboots ?? 0 : 0
        journal = Record(
            identity: identity,
            phase: .configuring,
            rebootOwedIn: needsReboot ? seen.boot : nil,
            reboots: reboots,
            files: Self.journal(files, known: record?.files ?? []),
            directories: Self.union(record?.directories ?? [], directories),
            links: Self.union(record?.links ?? [], missingLinks),
            group: group ?? record?.group
        )
    }

    /// What this run writes, and what an earlier one wrote that is no part of the plan any more.
    private static func journal(_ files: [File], known: [Record.File]) -> [Record.File] {
        let planned = files.compactMap { file in
            file.origin.map { origin in
                Record.File(
                    path: file.path,
                    origin: origin,
                    fingerprint: Fingerprint(of: file.after),
                    previous: file.replacesOwn ? file.before.map(Fingerprint.init(of:)) : nil
                )
            }
        }
        let paths = Set(planned.map(\.path))
        return planned + known.filter { !paths.contains($0.path) }
    }

    private static func union(_ old: [String], _ new: [String]) -> [String] {
        old + new.filter { !old.contains($0) }
    }

    /// The record of a run that came to its end, systemd having made `links`: more than the plan's,
    /// where a unit says `Also=`.
    public func completed(links made: [String]) -> Record {
        var record = journal.completed
        let ours = made.filter { $0.hasPrefix(UnitFile.administratorDirectory + "/") }
        record.links = Self.union(record.links, ours)
        return record
    }
}

extension Record {
    /// Whether a later boot than the one that had to end finds the files as they were left.
    fileprivate func isAtRest(on seen: DiskState) -> Bool {
        phase == .complete && rebootOwedIn != seen.boot
            && files.allSatisfy { seen.contents[$0.path].map($0.wrote) == true }
    }
}

extension ConfigurePlan.File {
    fileprivate init(
        _ file: DesiredState.File,
        on seen: DiskState,
        known: Record.File?,
        isSettled: Bool,
        isAdopted: Bool
    ) {
        path = file.path
        before = seen.contents[file.path]
        after = file.contents
        isAddition = file.isAddition
        let isKept = seen.backups.contains(file.path)
        origin =
            if let known {
                known.origin
            } else if isKept || (before != nil && before != after) {
                .replaced
            } else if before == nil || isAdopted {
                // The script made those of an adopted node.
                .created
            } else {
                nil
            }
        let isOurs = before.map { known?.wrote($0) ?? false } ?? false
        keepsBackup =
            origin == .replaced && before != nil && before != after && !isKept && !isOurs
        replacesOwn = isOurs && before != after
        // Under a journal, the original may lie there still, beside its copy.
        isLost =
            (known == nil || isSettled) && !keepsBackup && !isOurs && before != nil
            && before != after
    }
}
