/// What the agent did to this node: first the journal of a run, in the end its proof.
///
/// It is written before anything else is touched, so that a run after a power cut knows what the
/// operator's files were; and again when all is on the disk, which alone says "done".
public struct Record: Equatable, Sendable {
    /// How far the agent came.
    public enum Phase: String, Sendable, CaseIterable {
        /// A run began to change the node, and has not ended.
        case configuring
        /// All that the plan wanted is on the disk.
        case complete
        /// An undo began, and has not ended.
        case undoing
    }

    /// A file that the agent wrote.
    public struct File: Equatable, Sendable {
        /// What was there before the agent's first write.
        public enum Origin: String, Sendable, CaseIterable {
            /// Nothing: undo removes the file.
            case created
            /// A file, which is kept beside it as `.save`: undo puts it back.
            case replaced
        }

        /// The absolute path.
        public let path: String
        /// What was there before.
        public let origin: Origin
        /// What the agent wrote there, by which an edit after it is known.
        public let fingerprint: Fingerprint
        /// What an earlier run wrote there, as long as this one may not have replaced it yet.
        public internal(set) var previous: Fingerprint?

        /// A file of the journal.
        public init(
            path: String,
            origin: Origin,
            fingerprint: Fingerprint,
            previous: Fingerprint? = nil
        ) {
            self.path = path
            self.origin = origin
            self.fingerprint = fingerprint
            self.previous = previous
        }

        /// Whether it was the agent that wrote these bytes there.
        func wrote(_ bytes: [UInt8]) -> Bool {
            [fingerprint, previous].contains(Fingerprint(of: bytes))
        }
    }

    /// Whom the record is about: a cloned disk, or a new instance, is somebody else.
    public struct Identity: Equatable, Sendable {
        /// cloud-init's instance-id.
        public let instanceID: String
        /// The host name, up to its first dot.
        public let hostName: String

        /// An identity by its two names.
        public init(instanceID: String, hostName: String) {
            self.instanceID = instanceID
            self.hostName = hostName
        }
    }

    /// The shape of the file; a record of another is not read.
    public static let version = 1
    /// The record's path.
    public static let path = "\(directory)/state.json"
    /// The directory that holds the record alone.
    public static let directory = "/var/lib/bootcmd"

    /// Whom the record is about.
    public var identity: Identity
    /// How far the agent came.
    public var phase: Phase
    /// The boot (`/proc/sys/kernel/random/boot_id`) that has to end before what was written takes
    /// effect; nil when no reboot is owed.
    public var rebootOwedIn: String?
    /// The reboots that the agent asked for on behalf of this identity.
    public var reboots: Int
    /// The files that the agent wrote.
    public var files: [File]
    /// The directories that the agent made, parents first.
    public var directories: [String]
    /// The links by which the agent had units enabled, and that were not there before.
    public var links: [String]
    /// The group that the agent added, if it was not there.
    public var group: String?

    /// Whether nothing is left to do for an identity.
    public func isComplete(for identity: Identity) -> Bool {
        phase == .complete && self.identity == identity
    }

    /// The record of a run that came to its end: all that was to be replaced is.
    public var completed: Record {
        var record = self
        record.phase = .complete
        for index in files.indices { record.files[index].previous = nil }
        return record
    }

    /// A record with every part given.
    public init(
        identity: Identity,
        phase: Phase,
        rebootOwedIn: String? = nil,
        reboots: Int = 0,
        files: [File] = [],
        directories: [String] = [],
        links: [String] = [],
        group: String? = nil
    ) {
        self.identity = identity
        self.phase = phase
        self.rebootOwedIn = rebootOwedIn
        self.reboots = reboots
        self.files = files
        self.directories = directories
        self.links = links
        self.group = group
    }
}

extension Record.Identity {
    /// The identity that meta-data gives.
    public init(_ metaData: MetaData) {
        self.init(instanceID: metaData.instanceID, hostName: metaData.hostName.description)
    }

    init(_ node: Node) {
        self.init(instanceID: node.instanceID, hostName: node.name.description)
    }
}

/// FNV-1a, 64 bits: tells a file that was edited from one that was not, and guards against nothing.
public struct Fingerprint: Hashable, Sendable, CustomStringConvertible {
    private let value: UInt64

    /// The fingerprint of some bytes.
    public init(of bytes: [UInt8]) {
        value = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }

    /// Reads what `description` writes.
    init?(_ text: String) {
        guard text.utf8.count == 16, !text.hasPrefix("+"), let value = UInt64(text, radix: 16)
        else { return nil }
        self.value = value
    }

    /// Sixteen hexadecimal digits.
    public var description: String {
        let digits = String(value, radix: 16)
        return String(repeating: "0", count: 16 - digits.count) + digits
    }
}
