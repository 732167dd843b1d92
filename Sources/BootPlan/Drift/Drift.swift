/// What has become of a node since it was configured, and what a boot does about it.
///
/// Each question is answered by a stamp where the file is the same as it was; its bytes are read, and
/// are in `contents` and `backups`, only where it is not.
public struct Drift: Equatable, Sendable {
    /// Files of the agent that are gone, or hold again what was there before it: a `/etc` of another
    /// day. The node is no longer what was described.
    public var reverted: [NodePath] = []
    /// Files of the agent that somebody has edited. They are left alone.
    public var edited: [NodePath] = []
    /// Units and programs that are others than those the files were written for.
    public var software: [NodePath] = []
    /// The agent's version that wrote the files, where this one is another.
    public var formerAgent: String?
    /// The description, where it says something else by now. It is left alone: an operator applies it.
    public var description: NodePath?

    /// No drift.
    public init() {}

    /// Compares what was with what is.
    ///
    /// - Parameters:
    ///   - record: the record of a run that came to its end.
    ///   - agent: this agent's version.
    ///   - stamps: what lies at the paths of the record's facts today; none for nothing.
    ///   - changed: the bytes of each managed file, and of the description, whose stamp is another;
    ///     none for one that is gone.
    ///   - backups: the bytes of each such file's original, if one is kept.
    public init(
        since record: Record,
        agent: String,
        stamps: [NodePath: Stamp],
        changed: [NodePath: [UInt8]],
        backups: [NodePath: [UInt8]]
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
        software = facts.software.filter { stamps[$0.path] != $0.stamp }.map(\.path)
        if facts.agent != agent { formerAgent = facts.agent }
        if let known = facts.description, stamps[known.fact.path] != known.fact.stamp,
            changed[known.fact.path].map(Fingerprint.init(of:)) != known.fingerprint
        {
            description = known.fact.path
        }
    }

    /// Whether the node must be decided upon again. What an operator edited, or described anew, is
    /// theirs to apply.
    public var needsDecision: Bool {
        !reverted.isEmpty || (description == nil && (!software.isEmpty || formerAgent != nil))
    }

    /// What is said of it, for the one line of a boot; nil for no drift.
    public var summary: String? {
        var parts: [String] = []
        if !reverted.isEmpty { parts.append("\(list(reverted)) no longer as bootcmd wrote") }
        if !software.isEmpty { parts.append("\(list(software)) changed") }
        if let formerAgent { parts.append("configured by bootcmd \(formerAgent)") }
        if !edited.isEmpty { parts.append("\(list(edited)) edited, left alone") }
        if let description {
            parts.append(
                "\(description.name) has changed since; 'bootcmd --dry-run' shows, "
                    + "'bootcmd --force' applies it"
            )
        }
        return parts.isEmpty ? nil : parts.joined(separator: "; ")
    }

    private func list(_ paths: [NodePath]) -> String {
        let shown = paths.prefix(3).map(\.text).joined(separator: ", ")
        return paths.count > 3 ? "\(shown) and \(paths.count - 3) more" : shown
    }
}

extension Drift {
    /// The drift of a node that was configured by an agent that kept no facts.
    public init(fromFormerAgent version: String) {
        formerAgent = version
    }
}
