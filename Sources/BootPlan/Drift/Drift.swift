/// What has changed on a node since it was configured, and whether a boot acts on it.
///
/// A file with the same stamp is the same file; only the bytes of others are read and compared.
public struct Drift: Equatable, Sendable {
    /// Files of the agent that are gone or hold their original contents again, as in a `/etc` that was
    /// rolled back. The node is no longer what was described.
    public var reverted: [NodePath] = []
    /// Files of the agent that somebody edited. They are left alone.
    public var edited: [NodePath] = []
    /// Links by which units were enabled and that are gone: somebody disabled the units. They stay so.
    public var disabled: [NodePath] = []
    /// Places where units and programs are not those for which the files were written.
    public var software: [NodePath] = []
    /// The version of the agent that wrote the files, if it is not this one.
    public var formerAgent: String?
    /// What has become of the description, if it is another one. It is left for the operator to apply, but
    /// for a node whose files are gone: nothing else says what they held.
    public var description: Description?

    /// What has become of the description.
    public enum Description: Equatable, Sendable {
        /// The file has other bytes.
        case changed(NodePath)
        /// The file is gone.
        case gone(NodePath)
        /// The members on the command line are not those with which the node was configured.
        case members
    }

    /// No drift.
    public init() {}

    /// Compares what the record says with what is there now.
    ///
    /// - Parameters:
    ///   - record: the record of a completed run.
    ///   - agent: this agent's version.
    ///   - members: the members given on the command line.
    ///   - stamps: the stamps of the paths in the record's facts; none for a path with nothing there.
    ///   - changed: the bytes of each managed file, and of the description, whose stamp has changed;
    ///     none for one that is gone.
    ///   - backups: the bytes of the originals of those files, as far as they were kept.
    ///   - links: those of the links in the record's facts that are there.
    public init(
        since record: Record,
        agent: String,
        members: String? = nil,
        stamps: [NodePath: Stamp],
        changed: [NodePath: [UInt8]],
        backups: [NodePath: [UInt8]],
        links: Set<NodePath>
    ) {
        guard let facts = record.facts else { return }
        let files = Dictionary(facts.files.map { ($0.path, $0) }, uniquingKeysWith: { $1 })
        for file in record.files where files[file.path]?.stamp != stamps[file.path] {
            guard let bytes = changed[file.path] else {
                reverted.append(file.path)
                continue
            }
            if file.wrote(bytes) { continue }
            if file.origin == .replaced, bytes == backups[file.path] {
                reverted.append(file.path)
            } else {
                edited.append(file.path)
            }
        }
        disabled = facts.links.filter { !links.contains($0) }
        software = facts.software.filter { stamps[$0.path] != $0.stamp }.map(\.path)
        if facts.agent != agent { formerAgent = facts.agent }
        if let members {
            if facts.members != Fingerprint(of: members) { description = .members }
        } else if let known = facts.description, stamps[known.fact.path] != known.fact.stamp {
            description = Description(since: known, now: changed[known.fact.path])
        }
    }

    /// Whether a new plan must be made. What an operator edited, or described anew, is no reason.
    public var needsDecision: Bool {
        !reverted.isEmpty || (description == nil && (!software.isEmpty || formerAgent != nil))
    }

    /// The drift, for the one line that a boot prints; nil for none.
    public var summary: String? {
        var parts: [String] = []
        if !reverted.isEmpty { parts.append("\(list(reverted)) no longer as bootcmd wrote") }
        if !software.isEmpty { parts.append("\(list(software)) changed") }
        if let formerAgent { parts.append("configured by bootcmd \(formerAgent)") }
        if !edited.isEmpty { parts.append("\(list(edited)) edited, left alone") }
        if !disabled.isEmpty {
            var units = disabled.map(\.name)
            units = units.indices.filter { !units[..<$0].contains(units[$0]) }.map { units[$0] }
            parts.append(
                "\(units.joined(separator: ", ")) disabled"
                    + (reverted.isEmpty ? ", left alone" : "")
            )
        }
        if let description { parts.append(description.summary(isApplied: !reverted.isEmpty)) }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private func list(_ paths: [NodePath]) -> String {
        let shown = paths.prefix(3).map(\.text).joined(separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
    }
}

extension Drift.Description {
    fileprivate init?(since known: NodeFacts.Description, now bytes: [UInt8]?) {
        guard let bytes else {
            self = .gone(known.fact.path)
            return
        }
        guard Fingerprint(of: bytes) != known.fingerprint else { return nil }
        self = .changed(known.fact.path)
    }

    fileprivate func summary(isApplied: Bool) -> String {
        switch self {
        case .gone(let path): "\(path.name) is gone"
        case .changed(let path) where isApplied:
            "\(path.name) has changed since, and is applied as it is now"
        case .changed(let path):
            "\(path.name) has changed since; 'bootcmd --dry-run' shows, 'bootcmd --force' applies it"
        case .members where isApplied:
            "--cluster is not what this node was configured with, and is applied"
        case .members:
            "--cluster is not what this node was configured with; --dry-run shows, --force applies it"
        }
    }
}

extension Drift {
    /// The drift of a node whose agent recorded no facts.
    public init(fromFormerAgent version: String) {
        formerAgent = version
    }
}
