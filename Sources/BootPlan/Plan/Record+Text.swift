public import Diagnostics
import YAML

extension Record {
    /// The record as it lies on the disk.
    public var text: String {
        JSON.object([
            ("version", .number(Self.version)),
            ("phase", .string(phase.rawValue)),
            ("instance-id", .string(identity.instanceID)),
            ("host-name", .string(identity.hostName)),
            ("reboot-owed-in", rebootOwedIn.map(JSON.string) ?? .null),
            ("reboots", .number(reboots)),
            (
                "files",
                .array(
                    files.map { file in
                        .object([
                            ("path", .string(file.path)),
                            ("origin", .string(file.origin.rawValue)),
                            ("fingerprint", .string(file.fingerprint.description)),
                            ("previous", file.previous.map { .string($0.description) } ?? .null),
                        ])
                    }
                )
            ),
            ("directories", .array(directories.map(JSON.string))),
            ("links", .array(links.map(JSON.string))),
            ("group", group.map(JSON.string) ?? .null),
        ]).text
    }

    /// Reads what `text` wrote. A record that is not wholly understood is not trusted in any part:
    /// it says which of an operator's files may be put back, and removed.
    public init(parsing source: Source) throws(Located<RecordError>) {
        let document: Document
        do {
            document = try Document(parsing: source)
        } catch {
            throw Located(.damaged("\(error.problem)"), at: error.mark, in: source)
        }
        do {
            self = try Self(Reader(node: document.root))
        } catch {
            throw Located(error, at: document.root.mark, in: source)
        }
    }

    private init(_ reader: Reader) throws(RecordError) {
        let version = try reader.number("version")
        guard version == Self.version else { throw .otherVersion(version) }
        identity = Identity(
            instanceID: try reader.string("instance-id"),
            hostName: try reader.string("host-name")
        )
        phase = try reader.word("phase")
        rebootOwedIn = try reader.optional("reboot-owed-in")
        reboots = try reader.number("reboots")
        files = []
        for node in try reader.items("files") {
            let file = Reader(node: node)
            guard let fingerprint = try file.fingerprint("fingerprint") else {
                throw .damaged("no text 'fingerprint'")
            }
            files.append(
                File(
                    path: try file.path("path", among: DesiredState.paths),
                    origin: try file.word("origin"),
                    fingerprint: fingerprint,
                    previous: try file.fingerprint("previous")
                )
            )
        }
        directories = []
        for node in try reader.items("directories") {
            directories.append(
                try Reader.path(node, named: "directories", among: DesiredState.directories)
            )
        }
        links = []
        for node in try reader.items("links") { links.append(try Reader.link(node)) }
        group = try reader.optional("group")
        guard group?.isGroupName != false else { throw .damaged("'group' is no group's name") }
    }
}

/// Why a file is not a record that can be trusted.
public enum RecordError: Error, Equatable, CustomStringConvertible {
    /// Not JSON, or not of the record's shape.
    case damaged(String)
    /// Written by another version of the agent.
    case otherVersion(Int)

    /// What is wrong.
    public var description: String {
        switch self {
        case .damaged(let what):
            "not a record of bootcmd: \(what); \(Self.cure)"
        case .otherVersion(let version):
            "a record of version \(version), where this bootcmd knows version \(Record.version); "
                + Self.cure
        }
    }

    private static let cure = "'bootcmd --force' sets it aside and configures the node again"
}

private struct Reader {
    let node: Value

    func string(_ key: String) throws(RecordError) -> String {
        guard let text = node[key]?.text else { throw .damaged("no text '\(key)'") }
        return text
    }

    func optional(_ key: String) throws(RecordError) -> String? {
        guard let value = node[key] else { throw .damaged("no '\(key)'") }
        return value.isNull ? nil : try string(key)
    }

    func number(_ key: String) throws(RecordError) -> Int {
        guard let number = Int(try string(key)), number >= 0 else {
            throw .damaged("'\(key)' is no number")
        }
        return number
    }

    func word<Word: RawRepresentable<String>>(_ key: String) throws(RecordError) -> Word {
        let text = try string(key)
        guard let word = Word(rawValue: text) else {
            throw .damaged("\(key): \(quoted(text)) is unknown")
        }
        return word
    }

    func fingerprint(_ key: String) throws(RecordError) -> Fingerprint? {
        guard let text = try optional(key) else { return nil }
        guard let fingerprint = Fingerprint(text) else { throw .damaged("'\(key)' is none") }
        return fingerprint
    }

    func items(_ key: String) throws(RecordError) -> [Value] {
        guard let items = node[key]?.items else { throw .damaged("no list '\(key)'") }
        return items
    }

    func path(_ key: String, among ours: Set<String>) throws(RecordError) -> String {
        guard let value = node[key] else { throw .damaged("no text '\(key)'") }
        return try Self.path(value, named: key, among: ours)
    }

    /// Undo removes what such a path names: it must be one that the agent writes.
    static func path(
        _ node: Value,
        named key: String,
        among ours: Set<String>
    ) throws(RecordError) -> String {
        guard let path = node.text, ours.contains(path) else {
            throw .damaged("'\(key)' holds a path that was never ours")
        }
        return path
    }

    /// A link whose name is systemd's own choice, in the one place where it makes them.
    static func link(_ node: Value) throws(RecordError) -> String {
        let place = UnitFile.administratorDirectory + "/"
        guard let path = node.text, path.hasPrefix(place) else {
            throw .damaged("'links' holds a path that was never ours")
        }
        let names = path.dropFirst(place.count)
            .split(separator: "/", omittingEmptySubsequences: false)
        let isPlain = names.allSatisfy { name in
            !["", ".", ".."].contains(name) && !name.unicodeScalars.contains(where: \.isControl)
        }
        guard isPlain else { throw .damaged("'links' holds a path that was never ours") }
        return path
    }
}
