import Basics
import Units
import YAML

extension ClusterDescription {
    /// Reads `cluster.yaml`. Every key but `cluster` may be left out; an unknown key is an error,
    /// because a misspelt one would silently mean its default.
    package init(parsing source: Source) throws(InputError) {
        let document = try Document(parsing: source)
        let file = try Section(
            document.root,
            in: source,
            keys: ["cluster", "workers", "etcd", "flannel", "docker", "report"]
        )

        guard let cluster = file["cluster"] else {
            throw InputError(
                "no 'cluster' key; it names the members, as in name=http://ADDRESS:2380",
                at: document.root.mark,
                in: source
            )
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
            let mark = error.subjects.lazy.compactMap { document.root.mark(of: $0) }.first
            throw error.at(mark ?? cluster.mark, in: source)
        }
    }

    private static let flannelKeys = ["network", "subnet-length", "backend", "prefix", "store"]
}

extension Value {
    /// Where it stands what an error is about; nil if the value is not there.
    fileprivate func mark(of subject: InputError.Subject) -> Mark? {
        let value = subject.keys.reduce(Optional(self)) { $0?[$1] }
        let entry = value?.entries?.first { $0.key.text == subject.entry }
        return entry?.key.mark ?? value?.mark
    }
}

/// A mapping of `cluster.yaml` whose keys are all known.
private struct Section {
    private let mapping: Value
    private let source: Source

    init(_ node: Value, in source: Source, keys: [String], name: String? = nil) throws(InputError) {
        guard let entries = node.entries else {
            throw InputError(
                "\(name.map { "\($0): " } ?? "")must be a mapping, not \(node.kind)",
                at: node.mark,
                in: source
            )
        }
        for entry in entries where !keys.contains(entry.key.text) {
            let place = name.map { " in '\($0)'" } ?? ""
            let guess = nearest(to: entry.key.text, among: keys).map { "did you mean '\($0)'?" }
            throw InputError(
                "unknown key \(quoted(entry.key.text))\(place); "
                    + (guess ?? "the known keys are \(keys.joined(separator: ", "))"),
                at: entry.key.mark,
                in: source
            )
        }
        mapping = node
        self.source = source
    }

    subscript(key: String) -> Value? { mapping[key] }

    /// A mapping below this one; nil if it is left out or empty, which means defaults.
    func section(_ key: String, keys: [String]) throws(InputError) -> Section? {
        guard let node = self[key], !node.isNull else { return nil }
        return try Section(node, in: source, keys: keys, name: key)
    }

    /// The members, from etcd's string or from a mapping of names to URLs.
    func members(_ node: Value) throws(InputError) -> InitialCluster {
        guard let entries = node.entries else {
            let text = try text(of: node, key: "cluster", wanted: "a string or a mapping")
            return try located(node, "cluster: ") { () throws(InputError) in
                try InitialCluster(parsing: text)
            }
        }
        var pairs: [(name: Substring, url: Substring)] = []
        for entry in entries {
            let url = try text(of: entry.value, key: entry.key.text, wanted: "a URL")
            pairs.append((Substring(entry.key.text), Substring(url)))
        }
        return try located(node, "cluster: ") { () throws(InputError) in
            try InitialCluster(pairs)
        }
    }

    /// The workers, from one string or from a mapping of names to addresses, which may be left out.
    func workers(_ node: Value) throws(InputError) -> Workers {
        guard !node.isNull else { return Workers() }
        guard let entries = node.entries else {
            let text = try text(of: node, key: "workers", wanted: "a string or a mapping")
            return try located(node, "workers: ") { () throws(InputError) in
                try Workers(parsing: text)
            }
        }
        var pairs: [(name: Substring, address: Substring?)] = []
        for entry in entries {
            let address =
                entry.value.isNull
                ? nil : try text(of: entry.value, key: entry.key.text, wanted: "an address")
            pairs.append((Substring(entry.key.text), address.map { Substring($0) }))
        }
        return try located(node, "workers: ") { () throws(InputError) in try Workers(pairs) }
    }

    /// A string that will be written to a file: not empty, not too long, without control
    /// characters.
    func text(_ key: String) throws(InputError) -> String? {
        guard let node = self[key] else { return nil }
        let text = try text(of: node, key: key, wanted: "a string")
        guard !text.isEmpty else { throw problem("\(key): no value", node) }
        guard !text.unicodeScalars.contains(where: \.isControl) else {
            throw problem("\(key): control character in \(quoted(text))", node)
        }
        let length = text.utf8.count
        guard length <= ClusterDescription.maximumTextLength else {
            throw problem(
                "\(key): has \(length) bytes; the limit is \(ClusterDescription.maximumTextLength)",
                node
            )
        }
        return text
    }

    /// One of a few words.
    func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String
    ) throws(InputError) -> Choice? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let choices = Choice.allCases.map(\.rawValue)
            let guess = nearest(to: text, among: choices).map { "; did you mean '\($0)'?" } ?? ""
            throw problem(
                "\(key): \(quoted(text)) is not one of \(choices.joined(separator: ", "))\(guess)",
                node
            )
        }
        return choice
    }

    func network(_ key: String) throws(InputError) -> FlannelNetwork? {
        guard let node = self[key], let text = try text(key) else { return nil }
        return try located(node, "network: \(quoted(text)) ") { () throws(InputError) in
            try FlannelNetwork(text)
        }
    }

    /// The length of a machine's subnet.
    func subnetLength(_ key: String) throws(InputError) -> Int? {
        guard let node = self[key], let text = try text(key) else { return nil }
        let isDecimal =
            text.utf8.allSatisfy { (48...57).contains($0) } && !text.hasPrefix("0")
        guard isDecimal, let length = Int(text), FlannelNetwork.subnetLengths.contains(length)
        else {
            let lengths = FlannelNetwork.subnetLengths
            throw problem(
                "subnet-length: \(quoted(text)) is not a number from \(lengths.lowerBound) to "
                    + "\(lengths.upperBound)",
                node
            )
        }
        return length
    }

    /// A key of etcd, absolute and without a slash at its end.
    func etcdKey(_ key: String) throws(InputError) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard text.hasPrefix("/"), !text.hasSuffix("/"), !text.hasPart("//") else {
            throw problem("prefix: \(quoted(text)) is not of the form /admin/flannel", node)
        }
        return text
    }

    func group(_ key: String) throws(InputError) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        guard text.isGroupName else {
            throw problem(
                "group: \(quoted(text)) is not a group name: up to 32 of a-z, 0-9, _ and -, a "
                    + "letter or _ first",
                node
            )
        }
        return text
    }

    /// A URL as curl takes it, in which nothing means something else to a shell.
    func url(_ key: String) throws(InputError) -> String? {
        guard let node = self[key], let text = try text(key) else { return nil }
        let isPlain = text.utf8.allSatisfy { byte in
            (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
                || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
                || "._~:/@%+-[]".utf8.contains(byte)
        }
        guard isPlain, text.hasPrefix("http://") || text.hasPrefix("https://") else {
            throw problem("\(key): \(quoted(text)) is not of the form http://HOST/PATH", node)
        }
        return text
    }

    private func text(
        of node: Value,
        key: String,
        wanted: String
    ) throws(InputError) -> String {
        guard !node.isNull else { throw problem("\(visible(key)): no value", node) }
        guard let text = node.text else {
            throw problem("\(visible(key)): must be \(wanted), not \(node.kind)", node)
        }
        return text
    }

    private func problem(_ sentence: String, _ node: Value) -> InputError {
        InputError(sentence, at: node.mark, in: source)
    }

    /// Places what goes wrong with a value, or an entry of it, with the sentence's beginning.
    private func located<Result>(
        _ node: Value,
        _ start: String,
        _ read: () throws(InputError) -> Result
    ) throws(InputError) -> Result {
        do {
            return try read()
        } catch {
            let mark = error.subjects.lazy.compactMap { node.mark(of: $0) }.first
            throw error.map { start + $0 }.at(mark ?? node.mark, in: source)
        }
    }
}
