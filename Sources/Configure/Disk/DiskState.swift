import Basics
import Etcd
import Units

/// What a node's disk holds now, of everything that a plan touches.
package struct DiskState: Equatable, Sendable {
    /// How far the creation of a group has come.
    package enum Group: Equatable, Sendable {
        /// The group does not exist.
        case absent
        /// The group has no line in `/etc/gshadow`, which groupadd(8) writes last.
        case unfinished
        /// Only the image has it, in `/usr/lib/group` (nss-altfiles): this line. Programs that
        /// write `/etc/group`, useradd(8) for one, do not know it.
        case onlyInImage(line: String)
        /// The group exists.
        case present
    }

    /// The bytes of each file that exists, by path.
    package var contents: [NodePath: [UInt8]]
    /// Who may do what with each file, and with each original that was kept, by path; of an
    /// original, by the path of a `.save`.
    package var permissions: [NodePath: Permissions]
    /// The bytes of each original that was kept, by the path of the file that replaced it, or of
    /// what lies where it would be kept.
    package var backups: [NodePath: [UInt8]]
    /// The files whose originals are kept beside a `.save` of the operator's.
    package var secondBackups: Set<NodePath> = []
    /// The bytes that this tree has in `/usr/etc` for files that are there, or were, by their
    /// paths.
    package var treeDefaults: [NodePath: [UInt8]]
    /// The directories above the files that do not exist; parents first.
    package var missingDirectories: [NodePath]
    /// The enabling links that exist.
    package var links: Set<NodePath>
    /// How far the creation of docker's group has come.
    package var group: Group
    /// The directory of the member's write-ahead log, if one is there.
    package var memberLog: NodePath?
    /// Whether this disk is known to have been a member's.
    package var wasMember: Bool
    /// Which etcd last ran on the data that is here, if that is remembered.
    package var lastRun: EtcdLastRun?
    /// The ID under which the machine was announced to etcd's members, if it has not started as
    /// one.
    package var announcedID: EtcdID?
    /// This boot's id (`/proc/sys/kernel/random/boot_id`); nil if it is not known, as in an image.
    package var boot: String?
    /// The boots in a row that changed this node.
    package var changedBoots: ChangedBoots

    /// What was seen.
    package init(
        contents: [NodePath: [UInt8]] = [:],
        permissions: [NodePath: Permissions] = [:],
        backups: [NodePath: [UInt8]] = [:],
        treeDefaults: [NodePath: [UInt8]] = [:],
        missingDirectories: [NodePath] = [],
        links: Set<NodePath> = [],
        group: Group = .absent,
        memberLog: NodePath? = nil,
        wasMember: Bool = false,
        lastRun: EtcdLastRun? = nil,
        announcedID: EtcdID? = nil,
        boot: String? = nil,
        changedBoots: ChangedBoots = ChangedBoots()
    ) {
        self.contents = contents
        self.permissions = permissions
        self.backups = backups
        self.treeDefaults = treeDefaults
        self.missingDirectories = missingDirectories
        self.links = links
        self.group = group
        self.memberLog = memberLog
        self.wasMember = wasMember
        self.lastRun = lastRun
        self.announcedID = announcedID
        self.boot = boot
        self.changedBoots = changedBoots
    }
}
