import Basics
import Cluster
import Units
import YAML

/// A mapping of a record. Every value is checked as it is read: a record says which of the
/// operator's files may be put back or removed.
struct RecordReader {
    private let node: Value

    init(_ node: Value) {
        self.node = node
    }

    static func damaged(_ what: String) -> InputError { Record.damaged(InputError(what)) }

    func has(_ key: String) -> Bool {
        node[key] != nil
    }

    func string(_ key: String) throws(InputError) -> String {
        guard let text = node[key]?.text else { throw Self.damaged("no string '\(key)'") }
        return text
    }

    func optional(_ key: String) throws(InputError) -> String? {
        guard let value = node[key] else { throw Self.damaged("no '\(key)'") }
        return value.isNull ? nil : try string(key)
    }

    func number(_ key: String) throws(InputError) -> Int {
        guard let number = Int(try string(key)), number >= 0 else {
            throw Self.damaged("'\(key)' is not a number")
        }
        return number
    }

    func word<Word: RawRepresentable<String>>(_ key: String) throws(InputError) -> Word {
        let text = try string(key)
        guard let word = Word(rawValue: text) else {
            throw Self.damaged("\(key): \(quoted(text)) is unknown")
        }
        return word
    }

    func hostName(_ key: String) throws(InputError) -> HostName {
        let text = try string(key)
        do {
            return try HostName(text)
        } catch {
            throw Self.damaged("\(key): \(error)")
        }
    }

    func fingerprint(_ key: String) throws(InputError) -> Fingerprint {
        guard let fingerprint = try optionalFingerprint(key) else {
            throw Self.damaged("no string '\(key)'")
        }
        return fingerprint
    }

    func optionalFingerprint(_ key: String) throws(InputError) -> Fingerprint? {
        guard let text = try optional(key) else { return nil }
        guard let fingerprint = Fingerprint(text) else {
            throw Self.damaged("'\(key)' is not a fingerprint")
        }
        return fingerprint
    }

    func items(_ key: String) throws(InputError) -> [Value] {
        guard let items = node[key]?.items else { throw Self.damaged("no list '\(key)'") }
        return items
    }

    func path(_ key: String, among ours: Set<NodePath>) throws(InputError) -> NodePath {
        guard let value = node[key] else { throw Self.damaged("no string '\(key)'") }
        return try Self.path(value, named: key, among: ours)
    }

    /// A path that undo may remove: it must be one that the agent writes.
    static func path(
        _ node: Value,
        named key: String,
        among ours: Set<NodePath>
    ) throws(InputError) -> NodePath {
        guard let text = node.text, let path = NodePath(text), path.text == text,
            ours.contains(path)
        else {
            throw Self.damaged("'\(key)' names a path that bootcmd does not manage")
        }
        return path
    }

    /// A link, whose name systemd chooses, in the only directory where it makes them.
    static func link(_ node: Value) throws(InputError) -> NodePath {
        guard let text = node.text, !text.unicodeScalars.contains(where: \.isControl),
            let path = NodePath(text), path.text == text, path != UnitFile.administratorDirectory,
            path.isWithin(UnitFile.administratorDirectory)
        else { throw Self.damaged("'links' names a path that bootcmd does not manage") }
        return path
    }

    func facts(_ key: String) throws(InputError) -> NodeFacts? {
        guard let value = node[key] else { throw Self.damaged("no '\(key)'") }
        guard !value.isNull else { return nil }
        let reader = RecordReader(value)
        return NodeFacts(
            agent: try reader.string("agent"),
            description: try reader.description("description"),
            members: reader.has("members") ? try reader.optionalFingerprint("members") : nil,
            software: try reader.listOfFacts("software"),
            // An earlier agent wrote a stamp before each.
            files: try reader.items("files").map { item throws(InputError) in
                let path = item.text?.split(separator: " ").last.flatMap { NodePath(String($0)) }
                guard let path else { throw Self.damaged("'files' names no path") }
                return path
            },
            links: reader.has("links")
                ? try reader.items("links").map { item throws(InputError) in try Self.link(item) }
                : []
        )
    }

    private func description(_ key: String) throws(InputError) -> NodeFacts.Description? {
        guard let value = node[key] else { throw Self.damaged("no '\(key)'") }
        guard !value.isNull else { return nil }
        let reader = RecordReader(value)
        let path =
            reader.has("path")
            ? NodePath(try reader.string("path"))
            : try Self.fact(try reader.string("fact")).path
        guard let path else { throw Self.damaged("'path' is not a path") }
        return NodeFacts.Description(path, try reader.fingerprint("fingerprint"))
    }

    private func listOfFacts(_ key: String) throws(InputError) -> [Fact] {
        try items(key).map { item throws(InputError) in try Self.fact(item.text ?? "") }
    }

    private static func fact(_ text: String) throws(InputError) -> Fact {
        guard let fact = Fact(text) else { throw Self.damaged("\(quoted(text)) is not a fact") }
        return fact
    }
}
