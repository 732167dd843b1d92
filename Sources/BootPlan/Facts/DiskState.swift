/// What a node holds today, of all that its configuration touches.
public struct DiskState: Equatable, Sendable {
    /// How far a group is made.
    public enum Group: Equatable, Sendable {
        /// It is not there.
        case absent
        /// It has no line in `/etc/gshadow`, which groupadd(8) writes last.
        case unfinished
        /// Only the image has it, in `/usr/lib/group` (nss-altfiles): this line. Programs that write
        /// `/etc/group`, useradd(8) for one, do not know it.
        case onlyInImage(line: String)
        /// It is there.
        case present
    }

    /// The bytes of each file that is there, by path.
    public var contents: [NodePath: [UInt8]]
    /// The bytes of each original that is kept, by the path of the file that replaced it.
    public var backups: [NodePath: [UInt8]]
    /// The directories, among those above the files, that are not there; parents first.
    public var missingDirectories: [NodePath]
    /// The enabling links that are there.
    public var links: Set<NodePath>
    /// How far docker's group is made.
    public var group: Group
    /// This boot's id (`/proc/sys/kernel/random/boot_id`); nil where it cannot be told, as in an
    /// image.
    public var boot: String?
    /// The boots in a row that changed this node.
    public var changedBoots: ChangedBoots

    /// What was seen.
    public init(
        contents: [NodePath: [UInt8]] = [:],
        backups: [NodePath: [UInt8]] = [:],
        missingDirectories: [NodePath] = [],
        links: Set<NodePath> = [],
        group: Group = .absent,
        boot: String? = nil,
        changedBoots: ChangedBoots = ChangedBoots()
    ) {
        self.contents = contents
        self.backups = backups
        self.missingDirectories = missingDirectories
        self.links = links
        self.group = group
        self.boot = boot
        self.changedBoots = changedBoots
    }
}
