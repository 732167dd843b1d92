public import Diagnostics
import YAML

/// What this machine remembers of being a member, on the disk that its life is tied to.
///
/// It is what etcd cannot tell: without data of its own, an etcd that was just announced and one
/// that lost its disk look the same.
public struct MemberRecord: Equatable, Sendable {
    /// How far this instance of the machine came.
    public enum Standing: Equatable, Sendable {
        /// It never was a member, as far as it knows, or was told to forget it. Where this is written
        /// down, its etcd may have been started.
        case none
        /// It is about to announce itself. Whoever finds its URL among the members afterwards, as an
        /// addition that has not run, knows that it was this instance that added it.
        case announcing
        /// It is announced, and has no data yet.
        case announced(Announcement)
        /// Its data was here.
        case member
    }

    /// Whom it is about: to another instance, on the same disk, it means nothing.
    public let identity: Identity
    /// How far it came.
    public var standing: Standing

    /// A record with both parts given.
    public init(of identity: Identity, standing: Standing = .none) {
        self.identity = identity
        self.standing = standing
    }

    /// The file's path.
    public static let path: NodePath = "/var/lib/bootcmd/member.json"
    private static let version = 1

    /// The record as it lies on the disk.
    public var text: String {
        var members: [(String, JSON)] = [
            ("version", .number(Self.version)),
            ("instance-id", .string(identity.instanceID)),
            ("host-name", .string("\(identity.hostName)")),
            ("standing", .string(standing.word)),
        ]
        if case .announced(let announcement) = standing {
            members.append(("id", .string("\(announcement.id)")))
            members.append(("initial-cluster", .string(announcement.initialCluster)))
        }
        return JSON.object(members).text
    }

    /// Reads what `text` wrote.
    public init(parsing source: Source) throws(Located<MemberRecordError>) {
        let root: Value
        do {
            root = try Document(parsing: source).root
        } catch {
            throw Located(.damaged("\(error.problem)"), at: error.mark, in: source)
        }
        do {
            try self.init(root)
        } catch {
            throw Located(error, at: root.mark, in: source)
        }
    }

    private init(_ root: Value) throws(MemberRecordError) {
        func text(_ key: String) throws(MemberRecordError) -> String {
            guard let text = root[key]?.text else { throw .damaged("no string '\(key)'") }
            return text
        }
        let version = try text("version")
        guard version == "\(Self.version)" else { throw .otherVersion(version) }
        let (instanceID, hostName) = (try text("instance-id"), try text("host-name"))
        do throws(HostNameError) {
            identity = Identity(instanceID: instanceID, hostName: try HostName(hostName))
        } catch {
            throw .damaged("'host-name': \(error)")
        }
        switch try text("standing") {
        case "none": standing = .none
        case "announcing": standing = .announcing
        case "member": standing = .member
        case "announced":
            guard let id = EtcdID(hexadecimal: try text("id")) else {
                throw .damaged("'id' is not a member's ID")
            }
            standing = .announced(
                Announcement(id: id, initialCluster: try text("initial-cluster"))
            )
        case let word: throw .damaged("standing: \(quoted(word)) is unknown")
        }
    }
}

extension MemberRecord.Standing {
    /// What it is called in the record and by the dry run.
    var word: String {
        switch self {
        case .none: "none"
        case .announcing: "announcing"
        case .announced: "announced"
        case .member: "member"
        }
    }
}

/// Why a file is not a record of membership.
public enum MemberRecordError: Error, Equatable, CustomStringConvertible {
    /// Not JSON, or not of the record's shape.
    case damaged(String)
    /// Written by another version of bootcmd.
    case otherVersion(String)

    /// What is wrong, and what undoes it.
    public var description: String {
        switch self {
        case .damaged(let what): "not a record of membership: \(what); \(Self.cure)"
        case .otherVersion(let version):
            "a record of version \(quoted(version)), which this bootcmd does not know; \(Self.cure)"
        }
    }

    private static let cure = "'bootcmd join --replace' starts a new one"
}
