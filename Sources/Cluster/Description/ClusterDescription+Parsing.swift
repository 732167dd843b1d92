import Basics
import Units
import YAML

extension ClusterDescription {
    /// Reads `cluster.yaml`. Every key but `cluster` may be left out; an unknown key is an error,
    /// because a misspelt one would silently mean its default.
    package init(parsing source: Source) throws(Located<ClusterDescriptionError>) {
        let document: Document
        do {
            document = try Document(parsing: source)
        } catch {
            throw Located(.yaml(error.problem), at: error.mark, in: source)
        }
        let file = try Section(
            document.root,
            in: source,
            keys: ["cluster", "workers", "etcd", "flannel", "docker", "report"]
        )

        guard let cluster = file["cluster"] else {
            throw Located(.noCluster, at: document.root.mark, in: source)
        }
        members = try file.members(cluster)
        if let node = file["workers"] { workers = try file.workers(node) }

        if let etcd = try file.section("etcd", keys: ["token", "state"]) {
            token = try etcd.text("token") ?? token
            state = try etcd.choice("state") ?? state
        }
        if let flannel = try file.section("flannel", keys: Self.flannelKeys) {
            network = try flannel.network("network") ?? network
            subnetLength = try flannel.subnetLength("subnet-length")
            describedBackend = try flannel.choice("backend")
            prefix = try flannel.etcdKey("prefix") ?? prefix
            store = try flannel.choice("store") ?? store
        }
        if let docker = try file.section("docker", keys: ["group"]) {
            group = try docker.group("group") ?? group
        }
        report = try file.url("report")
        do {
            try refuseContradictions()
        } catch {
            let network = document.root["flannel"]?["network"]?.mark
            let mark =
                switch error {
                case .overlap: network ?? cluster.mark
                case .subnetLength:
                    document.root["flannel"]?["subnet-length"]?.mark ?? cluster.mark
                case .tooFewSubnets:
                    network ?? (document.root["workers"] ?? cluster).mark
                case .memberAndWorker, .addressOfMember, .workers:
                    document.root["workers"].map { $0.mark(ofKey: error.worker) } ?? cluster.mark
                default: cluster.mark
                }
            throw Located(error, at: mark, in: source)
        }
    }

    private static let flannelKeys = ["network", "subnet-length", "backend", "prefix", "store"]
}

extension Value {
    /// Where a key of this mapping stands, or the whole value.
    fileprivate func mark(ofKey key: String?) -> Mark {
        entries?.first { $0.key.text == key }?.key.mark ?? mark
    }
}

/// A mapping of `cluster.yaml` whose keys are all known.
private struct Section {
    typealias Failure = Located<ClusterDescriptionError>

    private let mapping: Value
    private let source: Source

    init(_ node: Value, in source: Source, keys: [String], name: String? = nil) throws(Failure) {
        guard let entries = node.entries else {
            let problem = ClusterDescriptionError.wrongKind(
                key: name,
                wanted: "a mapping",
                found: node.kind
            )
            throw Located(problem, at: node.mark, in: source)
        }
        for entry in entries where !keys.contains(entry.key.text) {
            let problem = ClusterDescriptionError.unknownKey(entry.key.text, section: name, keys)
            throw Located(problem, at: entry.key.mark, in: source)
        }
        mapping = node
        self.source = source
    }

    subscript(key: String) -> Value? { mapping[key] }

    /// A mapping below this one; nil if it is left out or empty, which means defaults.
    func section(_ key: String, keys: [String]) throws(Failure) -> Section? {
        guard let node = self[key], !node.isNull else { return nil }
        return try Section(node, in: source, keys: keys, name: key)
    }

    /// The members, from etcd's string or from a mapping of names to URLs.
    func members(_ node: Value) throws(Failure) -> InitialCluster {
        guard let entries = node.entries else {
            let text = try text(of: node, key: "cluster", wanted: "a string or a mapping")
            do {
                return try InitialCluster(parsing: text)
            } catch {
                throw located(.cluster(error), node)
            }
        }
        var pairs: [(name: Substring, url: Substring)] = []
        for entry in entries {
            let url = try text(of: entry.value, key: entry.key.text, wanted: "a URL")
            pairs.append((Substring(entry.key.text), Substring(url)))
        }
        do {
            return try InitialCluster(pairs)
        } catch {
            throw Located(.cluster(error), at: node.mark(ofKey: error.member), in: source)
        }
    }

    /// The workers, from one string or from a mapping of names to addresses, which may be left out.
    func workers(_ node: Value) throws(Failure) -> Workers {
        guard !node.isNull else { return Workers() }
        guard let entries = node.entries else {
            let text = try text(of: node, key: "workers", wanted: "a string or a mapping")
            do {
                return try Workers(parsing: text)
            } catch {
                throw located(.workers(error), node)
            }
        }
        var pairs: [(name: Substring, address: Substring?)] = []
        for entry in entries {
            let address =
                entry.value.isNull
                ? nil : try text(of: entry.value, key: entry.key.text, wanted: "an address")
            pairs.append((Substring(entry.key.text), address.map { Substring($0) }))
        }
        do {
            return try Workers(pairs)
        } catch {
            throw Located(.workers(error), at: node.mark(ofKey: error.worker), in: source)
        }
    }

    /// A string that will be written to a file: not empty, not too long, without control
    /// characters.
    func text(_ key: String) throws(Failure) -> String? {
        guard let node = self[key] else { return nil }
        let text = try text(of: node, key: key, wanted: "a string")
        guard !text.isEmpty else { throw located(.empty(key: key), node) }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
            throw located(.control(key: key, text), node)
        }
        let length = text.utf8.count
        guard length <= ClusterDescription.maximumTextLength else {
            throw located(.tooLong(key: key, bytes: length), node)
        }
        return text
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(Failure) -> Choice? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            throw located(.noChoice(key: key, text, among: Choice.allCases.map(\.rawValue)), node)
        }
        return choice
    }

    func network(_ key: String) throws(Failure) -> FlannelNetwork? {
        guard let node = self[key], let text = try text(key) else { return nil }
        do {
            return try FlannelNetwork(text)
        } catch {
            throw located(.network(text, error), node)
        }
    }

    /// The length of a machine's subnet.
    func subnetLength(_ key: String) throws(Failure) -> Int? {
        guard let node = self[key], let text = try text(key) else { return nil }
        let isDecimal =
            text.utf8.allSatisfy { (48...57).contains($0) } && !text.hasPrefix("0")
        guard isDecimal, let length = Int(text), FlannelNetwork.subnetLengths.contains(length)
        else { throw located(.noSubnetLength(text), node) }
        return length
    }

    /// A key of etcd, absolute and without a slash at its end.
    func etcdKey(_ key: String) throws(Failure) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard text.hasPrefix("/"), !text.hasSuffix("/"), !text.hasPart("//") else {
            throw located(.etcdKey(text), node)
        }
        return text
    }

    func group(_ key: String) throws(Failure) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard text.isGroupName else { throw located(.group(text), node) }
        return text
    }

    /// A URL as curl takes it, in which nothing means something else to a shell.
    func url(_ key: String) throws(Failure) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "._~:/@%+-[]".utf8.contains(byte)
        }
        guard isPlain, text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw located(.url(key: key, text), node)
        }
        return text
    }

    private func text(
        of node: Value,
        key: String,
        wanted: String
    ) throws(Failure) -> String {
        guard !node.isNull else { throw located(.empty(key: key), node) }
        guard let text = node.text else {
            throw located(.wrongKind(key: key, wanted: wanted, found: node.kind), node)
        }
        return text
    }

    private func located(_ problem: ClusterDescriptionError, _ node: Value) -> Failure {
        Located(problem, at: node.mark, in: source)
    }
}
