import Basics

/// The members that found the cluster: what etcd calls its initial cluster.
///
/// The text form is etcd's own, `name=url,name=url`; white space after a comma is ignored, because
/// operators fold the string over lines.
package struct InitialCluster: RandomAccessCollection, Equatable, Sendable {
    /// One machine of the cluster.
    package struct Member: Equatable, Sendable {
        /// The member's name, which is its host name.
        package let name: HostName
        /// Where the other members reach it.
        package let url: PeerURL

        /// Where its clients reach it.
        package var clientURL: String { url.clientURL }
    }

    /// In the order of the description; at least one, no name or address twice.
    private let members: [Member]

    /// The first place, 0.
    package var startIndex: Int { members.startIndex }
    /// How many members there are.
    package var endIndex: Int { members.endIndex }
    /// The member at a place, from 0.
    package subscript(position: Int) -> Member { members[position] }

    /// The most bytes of `text`: together with the variable's name they are one of etcd's, and
    /// Linux starts no program with a longer one (execve(2), MAX_ARG_STRLEN).
    static let maximumLength = 131_071 - "ETCD_INITIAL_CLUSTER=".utf8.count

    /// Whether they, and their clients, talk over TLS. None of them does, or all.
    package var usesTLS: Bool { members.contains { $0.url.scheme == .https } }

    /// The members as `ETCD_INITIAL_CLUSTER` has them.
    package var text: String {
        members.map { "\($0.name)=\($0.url)" }.joined(separator: ",")
    }

    /// Reads etcd's `name=url,name=url`; throws at the first entry that is wrong.
    package init(parsing text: String) throws(InitialClusterError) {
        // Before anything is looked for in it: accents without end are one character, which takes
        // long. Half of it may be white space.
        guard text.utf8.count <= 2 * Self.maximumLength else {
            throw .tooLong(bytes: text.utf8.count)
        }
        let list: EntryList
        do throws(EntryListError) {
            list = try EntryList(text)
        } catch {
            throw error == .empty ? .empty : .list(error)
        }
        var pairs: [(name: Substring, url: Substring)] = []
        for entry in list.entries {
            guard let equals = entry.firstIndex(of: "=") else {
                throw .noEquals(entry: String(entry))
            }
            pairs.append((entry[..<equals], entry[entry.index(after: equals)...]))
        }
        try self.init(pairs)
    }

    /// Takes names and URLs given separately, as in a mapping of `cluster.yaml`.
    package init(_ pairs: [(name: Substring, url: Substring)]) throws(InitialClusterError) {
        guard !pairs.isEmpty else { throw .empty }
        var members: [Member] = []
        var names: [String: HostName] = [:]
        var owners: [IPAddress: Member] = [:]
        for (nameText, urlText) in pairs {
            let name = try Self.name(nameText)
            if let other = names.updateValue(name, forKey: name.folded) {
                throw other == name ? .nameTwice(name) : .namesAlike(other, name)
            }
            let url: PeerURL
            do {
                url = try PeerURL(urlText)
            } catch {
                throw .url(member: name, text: String(urlText), error)
            }
            let member = Member(name: name, url: url)
            if let first = members.first, first.url.scheme != url.scheme {
                throw .schemes(first, member)
            }
            if let owner = owners.updateValue(member, forKey: url.address) {
                throw owner.url == url
                    ? .urlTwice(url, first: owner.name, second: name)
                    : .addressTwice(url.host, first: owner.name, second: name)
            }
            members.append(member)
        }
        self.members = members
        let length = text.utf8.count
        guard length <= Self.maximumLength else { throw .tooLong(bytes: length) }
    }

    private static func name(_ text: Substring) throws(InitialClusterError) -> HostName {
        guard !text.isEmpty else { throw .noName }
        do {
            return try HostName(String(text))
        } catch {
            throw .name(String(text), error)
        }
    }
}

/// Why a string does not describe a cluster's members.
package enum InitialClusterError: Error, Equatable, CustomStringConvertible {
    /// No member at all.
    case empty
    /// Not entries with commas between them.
    case list(EntryListError)
    /// More than `InitialCluster.maximumLength` bytes.
    case tooLong(bytes: Int)
    /// An entry without `=`.
    case noEquals(entry: String)
    /// An entry that begins with `=`.
    case noName
    /// A name that no host can have.
    case name(String, HostNameError)
    /// A name that two members have.
    case nameTwice(HostName)
    /// Names that no resolver tells apart.
    case namesAlike(HostName, HostName)
    /// A URL that cannot be a member's.
    case url(member: HostName, text: String, PeerURLError)
    /// A URL of one scheme beside one of the other.
    case schemes(InitialCluster.Member, InitialCluster.Member)
    /// A URL that two members have.
    case urlTwice(PeerURL, first: HostName, second: HostName)
    /// An address that two members have, with different ports: their clients' ports would be one.
    case addressTwice(String, first: HostName, second: HostName)

    /// The name of the member that it is about, if it is about one.
    package var member: String? {
        switch self {
        case .noName: ""
        case .name(let name, _): name
        case .nameTwice(let name), .namesAlike(_, let name), .url(let name, _, _),
            .urlTwice(_, _, let name), .addressTwice(_, _, let name):
            name.description
        case .schemes(_, let member): member.name.description
        case .empty, .list, .tooLong, .noEquals: nil
        }
    }

    /// What is wrong, quoting the input.
    package var description: String {
        switch self {
        case .empty:
            "names no member; write name=http://ADDRESS:2380, with commas between members"
        case .list(let error):
            "\(error)"
        case .tooLong(let bytes):
            "the members take \(bytes) bytes; Linux starts etcd with at most "
                + "\(InitialCluster.maximumLength)"
        case .noEquals(let entry):
            "\(quoted(entry)) is not of the form name=http://ADDRESS:2380"
        case .noName:
            "a member has no name"
        case .name(_, let error):
            "a member's name must be its host name: \(error)"
        case .nameTwice(let name):
            "duplicate member \(quoted(name.description))"
        case .namesAlike(let first, let second): HostName.differInCase(first, second)
        case .url(let member, let text, let error):
            "the URL \(quoted(text)) of \(quoted(member.description)) \(error)"
        case .schemes(let first, let second):
            "\(quoted(second.name.description)) has \(second.url.scheme.rawValue), and "
                + "\(quoted(first.name.description)) \(first.url.scheme.rawValue); all members "
                + "have https, or none has"
        case .urlTwice(let url, let first, let second):
            "\(quoted(first.description)) and \(quoted(second.description)) have the same URL, "
                + "\(url)"
        case .addressTwice(let address, let first, let second):
            "\(quoted(first.description)) and \(quoted(second.description)) have the same address, "
                + "\(address); each machine is one member"
        }
    }
}
