/// What a node holds today, of all that its configuration touches.
public struct DiskState: Equatable, Sendable {
    /// The bytes of each file that is there, by path.
    public var contents: [String: [UInt8]]
    /// The paths beside which a pristine copy is kept already.
    public var backups: Set<String>
    /// The directories, among the parents of the files, that are not there; parents first.
    public var missingDirectories: [String]
    /// The enabling links that are there.
    public var links: Set<String>
    /// Whether the group is there.
    public var hasGroup: Bool
    /// This boot's id; nil where it cannot be told, as in an image.
    public var boot: String?

    /// What was seen.
    public init(
        contents: [String: [UInt8]] = [:],
        backups: Set<String> = [],
        missingDirectories: [String] = [],
        links: Set<String> = [],
        hasGroup: Bool = false,
        boot: String? = nil
    ) {
        self.contents = contents
        self.backups = backups
        self.missingDirectories = missingDirectories
        self.links = links
        self.hasGroup = hasGroup
        self.boot = boot
    }
}
