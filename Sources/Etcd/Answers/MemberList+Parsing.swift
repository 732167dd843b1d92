import Basics
import YAML

extension MemberList {
    /// Reads a list in whichever form etcd gives one: `member list`, `member add` and
    /// `member remove` of an etcdctl from 2.0 to 3.7, `-w json` or not, and the `/members` of a
    /// peer port.
    ///
    /// Nil for what is not a list wholly: half a list would make of a member one that is gone.
    package init?(parsing text: String) {
        let list: MemberList?
        switch text.first(where: { !$0.isWhitespace }) {
        case "{", "[": list = Self(json: text)
        default: list = Self(lines: text)
        }
        guard let list, !list.entries.isEmpty else { return nil }
        self = list
    }

    /// Reads what a peer port answers to `GET /members`.
    package init?(_ response: EtcdResponse) {
        guard let list = Self(parsing: response.body) else { return nil }
        self.init(cluster: response.cluster, entries: list.entries)
    }

    /// `{"header":{"cluster_id":…},"members":[{"ID":…},…]}`, or the peer port's `[{"id":…},…]`.
    private init?(json text: String) {
        guard let root = json(text), let items = root.items ?? root["members"]?.items else {
            return nil
        }
        let entries = items.compactMap { Entry(json: $0).flatMap(\.ifReachable) }
        guard entries.count == items.count else { return nil }
        let cluster = root["header"]?["cluster_id"]?.text.flatMap(EtcdID.init(decimal:))
        self.init(cluster: cluster, entries: entries)
    }

    private init?(lines text: String) {
        let lines = text.split(whereSeparator: \.isNewline)
        let entries = lines.compactMap { (Entry(simple: $0) ?? Entry(v2: $0))?.ifReachable }
        guard entries.count == lines.count else { return nil }
        self.init(cluster: nil, entries: entries)
    }
}

extension MemberList.Entry {
    /// Nil for a member at what no etcd takes for a URL: such a list is not etcd's, and goes
    /// neither into a sentence nor to an etcd.
    fileprivate var ifReachable: Self? {
        (peerURLs + clientURLs).allSatisfy { url in
            url.utf8.count <= 256 && url.contains("://") && isPlain(url, besides: ":/[]%@~")
        } ? self : nil
    }

    /// Empty members of an object are left out by etcd.
    fileprivate init?(json value: Value) {
        guard let id = (value["ID"] ?? value["id"])?.text.flatMap(EtcdID.init(decimal:)),
            let peerURLs = Self.urls(value["peerURLs"]), !peerURLs.isEmpty,
            let clientURLs = Self.urls(value["clientURLs"])
        else { return nil }
        let name = value["name"]?.text ?? ""
        self.init(id: id, name: name, peerURLs: peerURLs, clientURLs: clientURLs)
    }

    private static func urls(_ value: Value?) -> [String]? {
        guard let value, !value.isNull else { return [] }
        guard let items = value.items else { return nil }
        let texts = items.compactMap(\.text)
        return texts.count == items.count ? texts : nil
    }

    /// `ID, started|unstarted, NAME, PEER-URLS, CLIENT-URLS[, IS-LEARNER]`, from 3.0 on.
    fileprivate init?(simple line: Substring) {
        let columns = line.split(separator: " ", omittingEmptySubsequences: false)
            .map { $0.last == "," ? $0.dropLast() : $0 }
        guard (5...6).contains(columns.count), ["started", "unstarted"].contains(columns[1]),
            let id = EtcdID(hexadecimal: columns[0])
        else { return nil }
        self.init(id: id, name: columns[2], peerURLs: columns[3], clientURLs: columns[4])
    }

    /// `ID: name=NAME peerURLs=URLS clientURLs=URLS[ isLeader=true]`, or
    /// `ID[unstarted]: peerURLs=URLS`, up to 3.3.
    fileprivate init?(v2 line: Substring) {
        guard let colon = line.firstIndex(of: ":") else { return nil }
        let head = line[..<colon]
        let isUnstarted = head.hasSuffix("[unstarted]")
        let fields = Self.fields(line[line.index(after: colon)...])
        guard let id = EtcdID(hexadecimal: head.dropLast(isUnstarted ? "[unstarted]".count : 0)),
            let peerURLs = fields["peerURLs"]
        else { return nil }
        self.init(
            id: id,
            name: fields["name"] ?? "",
            peerURLs: peerURLs,
            clientURLs: fields["clientURLs"] ?? ""
        )
    }

    private static func fields(_ text: Substring) -> [Substring: Substring] {
        var fields: [Substring: Substring] = [:]
        for word in text.split(separator: " ") {
            guard let equals = word.firstIndex(of: "=") else { continue }
            fields[word[..<equals]] = word[word.index(after: equals)...]
        }
        return fields
    }

    private init?(id: EtcdID, name: Substring, peerURLs: Substring, clientURLs: Substring) {
        let peers = peerURLs.split(separator: ",").map(String.init)
        guard !peers.isEmpty else { return nil }
        let clients = clientURLs.split(separator: ",").map(String.init)
        self.init(id: id, name: String(name), peerURLs: peers, clientURLs: clients)
    }
}

/// The outermost value of a JSON text; nil for what is none. Numbers are text to this reader, and
/// so keep all of their digits.
package func json(_ text: String) -> Value? {
    do {
        return try Document(parsing: Source(name: "etcdctl", text: text)).root
    } catch {
        return nil
    }
}

extension StringProtocol {
    /// Without the white space at both ends.
    var trimmed: String { String(trimming(while: \.isWhitespace)) }
}
