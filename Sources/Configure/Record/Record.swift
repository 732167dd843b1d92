import Basics
import Cluster
import Units

/// What the agent did to this node: the journal of a run, and its proof once it is completed.
///
/// It is written before anything else is changed, so that a run after a power cut knows which files
/// were the operator's. It is written again when everything is on the disk; only then it says
/// "done".
package struct Record: Equatable, Sendable {
    /// How far the agent came.
    package enum Phase: String, Sendable, CaseIterable {
        /// A run began to change the node and has not been completed.
        case configuring
        /// A run began to write again what a configured node had lost. What was edited stays.
        case restoring
        /// A run began to suit a configured node to other software. What was edited, or disabled,
        /// stays.
        case adjusting
        /// Everything in the plan is on the disk.
        case complete
        /// An undo began and has not been completed.
        case undoing
    }

    /// A file that the agent wrote.
    package struct File: Equatable, Sendable {
        /// What was there before the agent's first write.
        enum Origin: String, Sendable, CaseIterable {
            /// Nothing: undo removes the file.
            case created
            /// A file, which is kept beside it as `.save`: undo puts it back.
            case replaced
        }

        /// The absolute path.
        package let path: NodePath
        /// What was there before.
        let origin: Origin
        /// What the agent wrote there: any other bytes are an edit. Nil for a private key, of which
        /// a file for everybody must tell nothing, not even whether another key is the same.
        let fingerprint: Fingerprint?
        /// What an earlier run wrote there, as long as this run may not have replaced it yet.
        var previous: Fingerprint?
        /// The original's fingerprint, if it was byte for byte what the tree that the node ran then
        /// has in `/usr/etc`: the default of another tree may take its place. Nil if it was not, or
        /// if an agent wrote the record that did not look.
        package let treeDefault: Fingerprint?
        /// The original's fingerprint when it was kept: another copy now is somebody's edit. Nil
        /// for what may hold a private key, and in a record of an agent that did not look.
        let original: Fingerprint?

        /// A file of the journal.
        init(
            path: NodePath,
            origin: Origin,
            fingerprint: Fingerprint?,
            previous: Fingerprint? = nil,
            treeDefault: Fingerprint? = nil,
            original: Fingerprint? = nil
        ) {
            self.path = path
            self.origin = origin
            self.fingerprint = fingerprint
            self.previous = previous
            self.treeDefault = treeDefault
            self.original = original
        }

        /// Whether the agent wrote these bytes there, where `backup` is what was kept of the
        /// original. Of a private key that is known only by this: it is not the original.
        package func wrote(_ bytes: [UInt8], over backup: [UInt8]?) -> Bool {
            guard let fingerprint else {
                return origin == .created || backup.map { $0 != bytes } ?? false
            }
            return [fingerprint, previous].contains(Fingerprint(of: bytes))
        }
    }

    /// The version of the file's format; the only other one that is read is the one before it.
    package static let version = 2
    /// The record's path. It lies beside what it describes, so that a `/etc` that was rolled back
    /// (to an ostree host's other deployment, or to a snapshot) has the record of its own time.
    package static let path: NodePath = "/etc/bootcmd/state.json"
    /// Where agents before 2.0 kept theirs.
    package static let formerPath: NodePath = "/var/lib/bootcmd/state.json"

    /// Whom the record is about.
    package var identity: Identity
    /// What the node was configured to be.
    package var role: Role.Kind
    /// How far the agent came.
    package var phase: Phase
    /// The boot (`/proc/sys/kernel/random/boot_id`) that must end before what was written takes
    /// effect; nil if no reboot is owed.
    package var rebootOwedIn: String?
    /// The files that the agent wrote.
    package var files: [File]
    /// The directories that the agent made, parents first.
    package var directories: [NodePath]
    /// The links that were made when the agent had units enabled.
    package var links: [NodePath]
    /// The group, if the agent added it.
    package var group: String?
    /// The image's line that was copied for it into `/etc/group`; undo removes that very line.
    package var groupLine: String?

    /// What the plan rested on, and what it left; nil while a run is under way that leaves no
    /// edits, and in a record of an agent that kept none.
    package var facts: NodeFacts?

    /// The record that an agent before 2.0 kept in `/var`, as far as it applies to this `/etc`:
    /// after a rollback, the files may be others than those of the record. `contents` are their
    /// bytes.
    package func applied(to contents: [NodePath: [UInt8]]) -> Record {
        var record = self
        record.files = files.filter { file in
            contents[file.path].map { file.wrote($0, over: nil) } == true
        }
        if record.files.count != files.count { record.phase = .configuring }
        return record
    }

    /// Whether nothing is left to do for an identity.
    package func isComplete(for identity: Identity) -> Bool {
        phase == .complete && self.identity == identity
    }

    /// A record with every part given.
    package init(
        identity: Identity,
        role: Role.Kind = .member,
        phase: Phase,
        rebootOwedIn: String? = nil,
        files: [File] = [],
        directories: [NodePath] = [],
        links: [NodePath] = [],
        group: String? = nil,
        groupLine: String? = nil,
        facts: NodeFacts? = nil
    ) {
        self.identity = identity
        self.role = role
        self.phase = phase
        self.rebootOwedIn = rebootOwedIn
        self.files = files
        self.directories = directories
        self.links = links
        self.group = group
        self.groupLine = groupLine
        self.facts = facts
    }
}
