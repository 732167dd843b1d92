import Basics
import Cluster
import Etcd
import YAML

/// What this machine remembers of being a member, on the disk that its life is tied to.
///
/// It is what etcd cannot tell: without data of its own, an etcd that was just announced and one
/// that lost its disk look the same.
package struct MemberRecord: Equatable, Sendable {
    /// How far this instance of the machine came.
    package enum Standing: Equatable, Sendable {
        /// It never was a member, as far as it knows, or was told to forget it.
        case none
        /// Its etcd was started for the first time, as a founder, and has not been ready since.
        /// Without a log it is one that was cut before it began one, or one whose log is gone: the
        /// others' lists tell. With one, those who were told to found without it may have done so.
        /// Alone it founds by hand: its log is of a cluster of its own.
        case begun(alone: Bool)
        /// It is about to announce itself. Whoever finds its URL among the members afterwards, as
        /// an addition that has not run, knows that it was this instance that added it.
        case announcing
        /// It is announced, and has no data yet.
        case announced(Announcement)
        /// Its data was here.
        case member
    }

    /// Whom it is about: to another instance, on the same disk, it means nothing.
    package let identity: Identity
    /// How far it came.
    package var standing: Standing
    /// Who told it of a cluster's data, which rules out that it founds one.
    package var heard: HostName?
    /// The machines without which its operator has this one found the cluster.
    package var without: Set<HostName>
    /// What makes the token of a cluster that is being founded one that no other has, as far as it
    /// was told.
    package var salt: String?
    /// Which etcd last ran on this disk.
    package var lastRun: EtcdLastRun?
    /// The file of that etcd: as long as it is the same, so is the version.
    package var program: Fact?

    /// A record with every part given.
    package init(
        of identity: Identity,
        standing: Standing = .none,
        heard: HostName? = nil,
        without: Set<HostName> = [],
        salt: String? = nil,
        lastRun: EtcdLastRun? = nil,
        program: Fact? = nil
    ) {
        self.identity = identity
        self.standing = standing
        self.heard = heard
        self.without = without
        self.salt = salt
        self.lastRun = lastRun
        self.program = program
    }

    /// Whether its etcd was started as a founder and has not been ready since.
    package var isBegun: Bool {
        if case .begun = standing { true } else { false }
    }

    /// Takes in what the others told this machine.
    package mutating func hear(_ membership: Membership, at machine: JoiningMachine) {
        without = membership.stillSilent(without)
        let cluster = machine.node.cluster.members
        heard = membership.teller ?? membership.undescribed(beside: cluster).first?.name ?? heard
        // Its log has the token that it was begun with.
        guard !machine.hasLog else { return }
        salt = membership.salt(namedBy: cluster.firstByURL?.name) ?? salt
    }

    /// What the token of a founding is made of, as far as this machine knows: what it was told of
    /// another's, or what it has named itself, and was cut.
    package func salt(for occasion: JoinDecision.Occasion) -> String? {
        switch occasion {
        case .follow: salt
        case .birth, .alone: standing == .begun(alone: false) ? salt : nil
        case .byHand: standing == .begun(alone: true) ? salt : nil
        case .log: nil
        }
    }

    /// Whether these settings switch on what the last etcd did not have.
    package func lacks(v2Of settings: EtcdSettings) -> Bool {
        settings.enablesV2 && lastRun?.hadV2Store == false
    }

    /// The file's path.
    package static let path = EtcdLastRun.path
    private static let version = 1

    /// The record as it lies on the disk.
    package var text: String {
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
        if let heard { members.append(("heard", .string("\(heard)"))) }
        if !without.isEmpty {
            let names = without.map(\.description).sorted()
            members.append(("without", .array(names.map(JSON.string))))
        }
        if let salt { members.append(("salt", .string(salt))) }
        if let lastRun {
            members.append(("etcd", .string("\(lastRun.version)")))
            members.append(("v2", .bool(lastRun.hadV2Store)))
        }
        if let program { members.append(("program", .string(program.text))) }
        return JSON.object(members).text
    }

    /// Reads what `text` wrote.
    package init(parsing source: Source) throws(InputError) {
        let root: Value
        do {
            root = try Document(parsing: source).root
        } catch {
            throw Self.damaged(error)
        }
        do {
            try self.init(root)
        } catch {
            throw error.at(root.mark, in: source)
        }
    }

    /// Why a file is no record of membership.
    package static func damaged(_ error: InputError) -> InputError {
        error.map { "not a record of membership: \($0); \(cure)" }
    }

    private static let cure = "'bootcmd join --replace' starts a new one"

    private init(_ root: Value) throws(InputError) {
        func damaged(_ what: String) -> InputError { Self.damaged(InputError(what)) }
        func text(_ key: String) throws(InputError) -> String {
            guard let text = root[key]?.text else { throw damaged("no string '\(key)'") }
            return text
        }
        func name(_ value: Value, _ key: String) throws(InputError) -> HostName {
            do throws(InputError) {
                return try HostName(value.text ?? "")
            } catch {
                throw damaged("'\(key)': \(error)")
            }
        }
        let version = try text("version")
        guard version == "\(Self.version)" else {
            throw InputError(
                "a record of version \(quoted(version)), which this bootcmd does not know; "
                    + "\(Self.cure)"
            )
        }
        let instanceID = try text("instance-id")
        guard let hostName = root["host-name"] else { throw damaged("no string 'host-name'") }
        identity = Identity(instanceID: instanceID, hostName: try name(hostName, "host-name"))
        switch try text("standing") {
        case "empty": standing = .none
        case "begun": standing = .begun(alone: false)
        case "begun alone": standing = .begun(alone: true)
        case "announcing": standing = .announcing
        // Agents before 2.1 wrote "none" before etcd's first start, and nothing after it.
        case "member", "none": standing = .member
        case "announced":
            guard let id = EtcdID(hexadecimal: try text("id")) else {
                throw damaged("'id' is not a member's ID")
            }
            standing = .announced(
                Announcement(id: id, initialCluster: try text("initial-cluster"))
            )
        case let word: throw damaged("standing: \(quoted(word)) is unknown")
        }
        heard = try root["heard"].map { value throws(InputError) in try name(value, "heard")
        }
        without = []
        for item in root["without"]?.items ?? [] { without.insert(try name(item, "without")) }
        if let etcd = root["etcd"]?.text {
            guard let version = Version(in: etcd) else {
                throw damaged("'etcd' is not a version")
            }
            lastRun = EtcdLastRun(version: version, hadV2Store: root["v2"]?.text == "true")
        }
        salt = root["salt"]?.text
        program = root["program"]?.text.flatMap { Fact($0) }
    }
}

extension MemberRecord.Standing {
    /// What it is called in the record and by the dry run.
    package var word: String {
        switch self {
        case .none: "empty"
        case .begun(let isAlone): isAlone ? "begun alone" : "begun"
        case .announcing: "announcing"
        case .announced: "announced"
        case .member: "member"
        }
    }
}
