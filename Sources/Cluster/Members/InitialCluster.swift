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

        /// A machine with every part given.
        package init(name: HostName, url: PeerURL) {
            (self.name, self.url) = (name, url)
        }

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

    /// The one that an etcd which founds asks first, whatever the order of the description.
    package var firstByURL: Member? { members.min { "\($0.url)" < "\($1.url)" } }

    /// Reads etcd's `name=url,name=url`; throws at the first entry that is wrong.
    package init(parsing text: String) throws(InputError) {
        // Before anything is looked for in it: accents without end are one character, which takes
        // long. Half of it may be white space.
        guard text.utf8.count <= 2 * Self.maximumLength else {
            throw Self.tooLong(bytes: text.utf8.count)
        }
        var pairs: [(name: Substring, url: Substring)] = []
        for entry in try EntryList(text)?.entries ?? [] {
            guard let equals = entry.firstIndex(of: "=") else {
                throw InputError(
                    "\(quoted(String(entry))) is not of the form name=http://ADDRESS:2380"
                )
            }
            pairs.append((entry[..<equals], entry[entry.index(after: equals)...]))
        }
        try self.init(pairs)
    }

    /// Takes names and URLs given separately, as in a mapping of `cluster.yaml`.
    package init(_ pairs: [(name: Substring, url: Substring)]) throws(InputError) {
        guard !pairs.isEmpty else {
            throw InputError(
                "names no member; write name=http://ADDRESS:2380, with commas between members"
            )
        }
        var members: [Member] = []
        var names: [String: HostName] = [:]
        var owners: [IPAddress: Member] = [:]
        for (nameText, urlText) in pairs {
            let name = try Self.name(nameText)
            if let other = names.updateValue(name, forKey: name.folded) {
                throw other == name
                    ? InputError("duplicate member '\(name)'", about: .init(entry: "\(name)"))
                    : HostName.differInCase(other, name)
            }
            let url: PeerURL
            do {
                url = try PeerURL(urlText)
            } catch {
                let url = "the URL \(quoted(String(urlText))) of '\(name)'"
                throw InputError("\(url) \(error)", about: .init(entry: "\(name)"))
            }
            let member = Member(name: name, url: url)
            if let first = members.first, first.url.scheme != url.scheme {
                throw InputError(
                    "'\(name)' has \(url.scheme.rawValue), and '\(first.name)' "
                        + "\(first.url.scheme.rawValue); all members have https, or none has",
                    about: .init(entry: "\(name)")
                )
            }
            if let owner = owners.updateValue(member, forKey: url.address) {
                let same =
                    owner.url == url
                    ? "URL, \(url)" : "address, \(url.host); each machine is one member"
                throw InputError(
                    "'\(owner.name)' and '\(name)' have the same \(same)",
                    about: .init(entry: "\(name)")
                )
            }
            members.append(member)
        }
        self.members = members
        let length = text.utf8.count
        guard length <= Self.maximumLength else { throw Self.tooLong(bytes: length) }
    }

    private static func tooLong(bytes: Int) -> InputError {
        InputError(
            "the members take \(bytes) bytes; Linux starts etcd with at most \(maximumLength)"
        )
    }

    private static func name(_ text: Substring) throws(InputError) -> HostName {
        guard !text.isEmpty else {
            throw InputError("a member has no name", about: .init(entry: ""))
        }
        do {
            return try HostName(String(text))
        } catch {
            throw InputError(
                "a member's name must be its host name: \(error)",
                about: .init(entry: String(text))
            )
        }
    }
}
