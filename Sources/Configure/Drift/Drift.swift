import Basics
import Desired
import Units

/// What has changed on a node since it was configured, and whether a boot acts on it.
package struct Drift: Equatable, Sendable {
    /// Files of the agent that are gone or hold their original contents again, as in a `/etc` that
    /// was rolled back. The node is no longer what was described.
    package var reverted: [NodePath] = []
    /// Files of the agent that somebody edited. They are left alone.
    package var edited: [NodePath] = []
    /// Files of the agent that somebody has opened to others. They are left so.
    var loosened: [NodePath] = []
    /// Links by which units were enabled and that are gone: somebody disabled the units. They stay
    /// so.
    package var disabled: [NodePath] = []
    /// Links by which somebody has masked the node's units since. They stay so.
    var masked: [NodePath] = []
    /// Places where units and programs are not those for which the files were written.
    package var software: [NodePath] = []
    /// The version of the agent that wrote the files, if it is not this one.
    var formerAgent: String?
    /// What has become of the description, if it is another one. It is left for the operator to
    /// apply, but for a node whose files are gone: nothing else says what they held.
    package var description: Description?

    /// What has become of the description.
    package enum Description: Equatable, Sendable {
        /// The file has other bytes.
        case changed(NodePath)
        /// The file is gone.
        case gone(NodePath)
        /// The members on the command line are not those with which the node was configured.
        case members
    }

    /// No drift.
    package init() {}

    /// Compares what the record says with what is there now.
    ///
    /// - Parameters:
    ///   - record: the record of a completed run.
    ///   - agent: this agent's version.
    ///   - members: the members given on the command line.
    ///   - stamps: the stamps of the software in the record's facts; none where nothing is.
    ///   - contents: the bytes of each file of the record, and of the description; none for one
    ///     that is gone.
    ///   - backups: the bytes of the originals of those files, as far as they were kept.
    ///   - permissions: who may do what with each managed file, and with its original.
    ///   - links: those of the links in the record's facts that are there.
    ///   - masking: those of the software's places that mask a unit of the node's.
    ///   - unseen: the paths at which this user may not look, and sees no change.
    package init(
        since record: Record,
        agent: String,
        members: String? = nil,
        stamps: [NodePath: Stamp],
        contents: [NodePath: [UInt8]],
        backups: [NodePath: [UInt8]],
        permissions: [NodePath: Permissions] = [:],
        links: Set<NodePath>,
        masking: Set<NodePath> = [],
        unseen: Set<NodePath> = []
    ) {
        guard let facts = record.facts else { return }
        for file in record.files where !unseen.contains(file.path) {
            guard let bytes = contents[file.path] else {
                // One that the node no longer needs may go.
                if facts.files.contains(file.path) { reverted.append(file.path) }
                continue
            }
            let backup = backups[file.path]
            if file.wrote(bytes, over: backup) { continue }
            if file.origin == .replaced, bytes == backup {
                reverted.append(file.path)
            } else {
                edited.append(file.path)
            }
        }
        loosened = record.files.map(\.path).filter { path in
            permissions[path]?.areLoose(of: ManagedFile(at: path), kept: permissions[path.backup])
                == true
        }
        disabled = facts.links.filter { !links.contains($0) }
        masked = masking.sorted()
        software = facts.software.filter {
            !unseen.contains($0.path) && !masked.contains($0.path) && stamps[$0.path] != $0.stamp
        }.map(\.path)
        if facts.agent != agent { formerAgent = facts.agent }
        if let members {
            if facts.members != Fingerprint(of: members) { description = .members }
        } else if let known = facts.description, !unseen.contains(known.path) {
            description = Description(since: known, now: contents[known.path])
        }
    }

    /// Whether a new plan must be made. What an operator edited, or described anew, is no reason.
    package var needsDecision: Bool {
        !reverted.isEmpty || (description == nil && (!software.isEmpty || formerAgent != nil))
    }

    /// The drift, for the one line that a boot prints; nil for none.
    package var summary: String? {
        var parts: [String] = []
        if !reverted.isEmpty { parts.append("\(list(reverted)) no longer as bootcmd wrote") }
        if !software.isEmpty { parts.append("\(list(software)) changed") }
        if let formerAgent { parts.append("configured by bootcmd \(formerAgent)") }
        if !edited.isEmpty { parts.append("\(list(edited)) edited, left alone") }
        if !loosened.isEmpty {
            parts.append("\(list(loosened)) open to others; 'bootcmd --force' closes that again")
        }
        if !disabled.isEmpty {
            var units = disabled.map(\.name)
            units = units.indices.filter { !units[..<$0].contains(units[$0]) }.map { units[$0] }
            parts.append(
                "\(units.joined(separator: ", ")) disabled"
                    + (reverted.isEmpty ? ", left alone" : "")
            )
        }
        if !masked.isEmpty {
            let units = Set(masked.map(\.name)).sorted().joined(separator: " ")
            parts.append("\(units) masked, left alone; run 'systemctl unmask \(units)'")
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
            self = .gone(known.path)
            return
        }
        guard Fingerprint(of: bytes) != known.fingerprint else { return nil }
        self = .changed(known.path)
    }

    fileprivate func summary(isApplied: Bool) -> String {
        switch self {
        case .gone(let path): "\(path.name) is gone"
        case .changed(let path) where isApplied:
            "\(path.name) has changed since, and is applied as it is now"
        case .changed(let path):
            "\(path.name) has changed since; 'bootcmd --dry-run' shows, 'bootcmd --force' applies "
                + "it"
        case .members where isApplied:
            "--cluster is not what this node was configured with, and is applied"
        case .members:
            "--cluster is not what this node was configured with; --dry-run shows, --force applies "
                + "it"
        }
    }
}

extension Drift {
    /// The drift of a node whose agent recorded no facts.
    package init(fromFormerAgent version: String) {
        formerAgent = version
    }
}
