/// All that a run will do to a node: the very value that a dry run prints and a real run commits.
public struct Plan: Equatable, Sendable {
    /// A file as it is today and as it will be.
    public struct File: Equatable, Sendable {
        /// The absolute path.
        public let path: String
        /// The bytes today; nil if the file is not there.
        public let before: [UInt8]?
        /// The bytes that the node has to hold.
        public let after: [UInt8]
        /// What was there before the agent's first write.
        public let origin: Record.File.Origin
        /// Whether the file of today is the operator's, to be kept as `.save` before it is replaced.
        public let keepsPristine: Bool
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
    public init(_ configuration: Configuration, on seen: Observation, after record: Record?) {
        let node = configuration.node
        self.node = node
        let known = Dictionary(
            (record?.files ?? []).map { ($0.path, $0) },
            uniquingKeysWith: { first, _ in first }
        )
        files = configuration.files.map {
            File($0, on: seen, known: known[$0.path], isSettled: record?.phase == .complete)
        }
        directories = seen.missingDirectories
        group = seen.hasGroup ? nil : configuration.group
        units = configuration.units.map(\.name)
        links = configuration.units.flatMap(\.links)
        enablesUnits = !links.allSatisfy(seen.links.contains)
        unusable = configuration.unusable

        // One that is enabled in part was enabled by somebody, and stays so when the agent is undone.
        let disabled = configuration.units.filter {
            $0.links.allSatisfy { !seen.links.contains($0) }
        }
        .map(\.name)
        let identity = Record.Identity(node)
        let changesMember =
            files.contains { $0.isChange && !$0.isAddition } || group != nil || enablesUnits
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
        journal = Record(
            identity: identity,
            phase: .configuring,
            rebootOwedIn: needsReboot ? seen.boot : nil,
            reboots: record?.identity == identity ? record?.reboots ?? 0 : 0,
            files: Self.journal(files, known: record?.files ?? []),
            directories: Self.union(record?.directories ?? [], directories),
            units: Self.union(record?.units ?? [], disabled),
            group: group ?? record?.group
        )
    }

    /// What this run writes, and what an earlier one wrote that is no part of the plan any more.
    private static func journal(_ files: [File], known: [Record.File]) -> [Record.File] {
        let planned = files.map {
            Record.File(
                path: $0.path,
                origin: $0.origin,
                fingerprint: Fingerprint(of: $0.after),
                previous: $0.replacesOwn ? $0.before.map(Fingerprint.init(of:)) : nil
            )
        }
        let paths = Set(planned.map(\.path))
        return planned + known.filter { !paths.contains($0.path) }
    }

    private static func union(_ old: [String], _ new: [String]) -> [String] {
        old + new.filter { !old.contains($0) }
    }
}

extension Plan.File {
    fileprivate init(
        _ file: Configuration.File,
        on seen: Observation,
        known: Record.File?,
        isSettled: Bool
    ) {
        path = file.path
        before = seen.contents[file.path]
        after = file.contents
        isAddition = file.isAddition
        let isKept = seen.keptPristine.contains(file.path)
        // Without a journal, a file that already has our bytes and no pristine copy is one that the
        // agent or the script made where there was none.
        origin =
            known?.origin ?? (isKept || (before != nil && before != after) ? .replaced : .created)
        let isOurs = before.map { known?.wrote($0) ?? false } ?? false
        keepsPristine =
            origin == .replaced && before != nil && before != after && !isKept && !isOurs
        replacesOwn = isOurs && before != after
        // Under a journal, the original may lie there still, beside its copy.
        isLost =
            (known == nil || isSettled) && !keepsPristine && !isOurs && before != nil
            && before != after
    }
}
