/// What a node's disk holds now, of everything that a plan touches.
public struct DiskState: Equatable, Sendable {
    /// How far the creation of a group has come.
    public enum Group: Equatable, Sendable {
        /// The group does not exist.
        case absent
        /// The group has no line in `/etc/gshadow`, which groupadd(8) writes last.
        case unfinished
        /// Only the image has it, in `/usr/lib/group` (nss-altfiles): this line. Programs that write
        /// `/etc/group`, useradd(8) for one, do not know it.
        case onlyInImage(line: String)
        /// The group exists.
        case present
    }

    /// The bytes of each file that exists, by path.
    public var contents: [NodePath: [UInt8]]
    /// The group and the mode of each file that not everybody may read, by path.
    public var ownerships: [NodePath: Ownership]
    /// The bytes of each original that was kept, by the path of the file that replaced it.
    public var backups: [NodePath: [UInt8]]
    /// The bytes that this tree has in `/usr/etc` for files that are there, or were, by their paths.
    public var treeDefaults: [NodePath: [UInt8]]
    /// The directories above the files that do not exist; parents first.
    public var missingDirectories: [NodePath]
    /// The enabling links that exist.
    public var links: Set<NodePath>
    /// How far the creation of docker's group has come.
    public var group: Group
    /// The directory of the member's write-ahead log, if one is there.
    public var memberLog: NodePath?
    /// Whether this disk is known to have been a member's.
    public var wasMember: Bool
    /// The ID under which the machine was announced to etcd's members, if it has not started as one.
    public var announcedID: EtcdID?
    /// This boot's id (`/proc/sys/kernel/random/boot_id`); nil if it is not known, as in an image.
    public var boot: String?
    /// The boots in a row that changed this node.
    public var changedBoots: ChangedBoots

    /// What was seen.
    public init(
        contents: [NodePath: [UInt8]] = [:],
        ownerships: [NodePath: Ownership] = [:],
        backups: [NodePath: [UInt8]] = [:],
        treeDefaults: [NodePath: [UInt8]] = [:],
        missingDirectories: [NodePath] = [],
        links: Set<NodePath> = [],
        group: Group = .absent,
        memberLog: NodePath? = nil,
        wasMember: Bool = false,
        announcedID: EtcdID? = nil,
        boot: String? = nil,
        changedBoots: ChangedBoots = ChangedBoots()
    ) {
        self.contents = contents
        self.ownerships = ownerships
        self.backups = backups
        self.treeDefaults = treeDefaults
        self.missingDirectories = missingDirectories
        self.links = links
        self.group = group
        self.memberLog = memberLog
        self.wasMember = wasMember
        self.announcedID = announcedID
        self.boot = boot
        self.changedBoots = changedBoots
    }
}
