import Basics
import Desired
import Units

/// What a plan touches on the disk when it is carried out.
package struct Footprint: Equatable, Sendable {
    /// The directories in which names are made or changed.
    package var directories: Set<NodePath> = []
    /// The files that are replaced.
    package var replaced: Set<NodePath> = []
    /// The files beside which a temporary one is written.
    package var written: Set<NodePath> = []
    /// The links that systemd makes.
    package var links: Set<NodePath> = []
    /// Whether groupadd(8) or groupmod(8) writes the group files.
    package var hasGroup = false
    /// The directories whose files must outlive this boot.
    package var durable: Set<NodePath> = []
    /// The groups to which new files are given.
    package var groups: Set<UInt32> = []
    /// The most bytes that are written to one file of ours.
    package var length = 0
    /// The programs that are run, each for what lies at a path.
    package var programs: [String: NodePath] = [:]
}

extension ConfigurePlan {
    /// What carrying the plan out touches, before its first write.
    package var footprint: Footprint {
        var footprint = Footprint()
        footprint.directories = Set(changes.map(\.path.parent) + [Record.path.parent])
        footprint.groups = Set(changes.compactMap(\.access.ownership?.group))
        // The record is longer when it is completed.
        footprint.length = (changes.map(\.after.count) + [1 << 16]).reduce(0, max)
        if let deliveredKey { footprint.directories.insert(deliveredKey.parent) }
        if units.needEnabling {
            footprint.links = Set(units.links.filter { !$0.hasSpecifier })
            footprint.directories.formUnion(units.links.map(\.parent))
            if case .image = ending {
                footprint.programs["systemctl"] = UnitFile.administratorDirectory
            }
        }
        if let group {
            footprint.directories.insert("/etc")
            footprint.hasGroup = true
            switch group {
            case .add: footprint.programs["groupadd"] = "/etc/group"
            case .finish: footprint.programs["groupmod"] = "/etc/group"
            case .copy: break
            }
        }
        if ending == .reboot { footprint.durable = footprint.directories }
        if changedBoots != nil { footprint.directories.insert(ChangedBoots.path.parent) }
        footprint.replaced = Set(
            changes.filter { $0.before != nil }.map(\.path) + [deliveredKey].compactMap(\.self)
                + [Record.path]
        )
        footprint.written = Set(writtenPaths)
        return footprint
    }

    /// Every path that this run or an earlier one wrote to.
    package var writtenPaths: [NodePath] {
        journal.files.map(\.path) + (journal.groupLine == nil ? [] : GroupFile.paths) + [
            Record.path
        ]
    }

    /// The directories whose names this plan changes, through our own writes and through those of
    /// systemd and groupadd, which flush none of them; `made` are links that systemd says it made.
    package func touchedDirectories(made: [NodePath] = []) -> Set<NodePath> {
        let links = units.links + journal.links + made
        var touched = Set((files.map(\.path) + links + journal.directories).map(\.parent))
        // systemd makes the directories of its links.
        touched.formUnion(links.map(\.parent.parent))
        if journal.group != nil { touched.insert("/etc") }
        return touched
    }
}

extension UndoPlan {
    /// What carrying the undo out touches, before its first write.
    package var footprint: Footprint {
        var footprint = Footprint()
        let files = changes.map(\.path) + (groupLine == nil ? [] : GroupFile.paths) + [Record.path]
        footprint.directories = Set((files + links).map(\.parent))
        footprint.replaced = Set(files)
        footprint.length = 1 << 16
        footprint.written = Set(changes.filter { $0.action == .reset }.map(\.path))
        return footprint
    }

    /// The directories of links that go if they are empty: systemd makes and removes them with
    /// their links; a cut may have come in between.
    package var linkDirectories: [NodePath] {
        Set(journal.links.map(\.parent)).sorted()
            .filter { $0.name.hasSuffix(".wants") || $0.name.hasSuffix(".requires") }
    }

    /// The directories whose names the undo changes.
    package var touchedDirectories: Set<NodePath> {
        let groupFiles = groupLine == nil ? [] : GroupFile.paths
        let paths = files.map(\.path) + directories + journal.links + linkDirectories + groupFiles
        return Set(paths.map(\.parent))
    }
}
