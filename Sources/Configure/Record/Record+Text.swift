import Basics
import Cluster
import Desired
import Etcd
import YAML

extension Record {
    /// The record as it lies on the disk.
    package var text: String {
        JSON.object([
            ("version", .number(Self.version)),
            ("phase", .string(phase.rawValue)),
            ("instance-id", .string(identity.instanceID)),
            ("host-name", .string(identity.hostName.description)),
            ("role", .string(role.rawValue)),
            ("reboot-owed-in", rebootOwedIn.map(JSON.string) ?? .null),
            (
                "files",
                .array(
                    files.map { file in
                        .object([
                            ("path", .string(file.path.text)),
                            ("origin", .string(file.origin.rawValue)),
                            (
                                "fingerprint",
                                file.fingerprint.map { .string($0.description) } ?? .null
                            ),
                            ("previous", file.previous.map { .string($0.description) } ?? .null),
                            (
                                "tree-default",
                                file.treeDefault.map { .string($0.description) } ?? .null
                            ),
                            ("original", file.original.map { .string($0.description) } ?? .null),
                        ])
                    }
                )
            ),
            ("directories", .array(directories.map { .string($0.text) })),
            ("links", .array(links.map { .string($0.text) })),
            ("group", group.map(JSON.string) ?? .null),
            ("group-line", groupLine.map(JSON.string) ?? .null),
            ("facts", facts?.json ?? .null),
        ]).text
    }

    /// Reads what `text` wrote. A record that is not fully understood is not trusted at all: it
    /// says which of the operator's files may be put back or removed.
    package init(parsing source: Source) throws(InputError) {
        let document: Document
        do {
            document = try Document(parsing: source)
        } catch {
            throw Self.damaged(error)
        }
        do {
            self = try Self(RecordReader(document.root))
        } catch {
            throw error.at(document.root.mark, in: source)
        }
    }

    /// Why a file is no record that can be trusted.
    package static func damaged(_ error: InputError) -> InputError {
        error.map { "not a record of bootcmd: \($0); \(cure)" }
    }

    private static let cure = "'bootcmd --force' sets it aside and configures the node again"

    private init(_ reader: RecordReader) throws(InputError) {
        let version = try reader.number("version")
        guard (1...Self.version).contains(version) else {
            throw InputError(
                "a record of version \(version), but this bootcmd knows version \(Self.version); "
                    + Self.cure
            )
        }
        identity = Identity(
            instanceID: try reader.string("instance-id"),
            hostName: try reader.hostName("host-name")
        )
        // Nodes of the first version were members.
        role = version == 1 ? .member : try reader.word("role")
        phase = try reader.word("phase")
        rebootOwedIn = try reader.optional("reboot-owed-in")
        files = try reader.items("files").map { item throws(InputError) in
            let file = RecordReader(item)
            let path = try file.path("path", among: ManagedFile.paths)
            // Agents before 2.1 left one of the key, too; it goes with the next run.
            let isSecret = ManagedFile(at: path)?.isSecret == true
            return File(
                path: path,
                origin: try file.word("origin"),
                fingerprint: isSecret ? nil : try file.fingerprint("fingerprint"),
                previous: isSecret ? nil : try file.optionalFingerprint("previous"),
                treeDefault: file.has("tree-default") && !isSecret
                    ? try file.optionalFingerprint("tree-default") : nil,
                original: file.has("original") && !isSecret
                    ? try file.optionalFingerprint("original") : nil
            )
        }
        directories = try reader.items("directories").map { item throws(InputError) in
            try RecordReader.path(item, named: "directories", among: ManagedFile.directories)
        }
        links = try reader.items("links").map { item throws(InputError) in
            try RecordReader.link(item)
        }
        group = try reader.optional("group")
        guard group?.isGroupName != false else {
            throw RecordReader.damaged("'group' is not the name of a group")
        }
        groupLine = version == 1 ? nil : try reader.optional("group-line")
        let prefix = "\(group ?? ""):"
        guard groupLine?.hasPrefix(prefix) != false,
            groupLine?.unicodeScalars.contains(where: \.isControl) != true
        else { throw RecordReader.damaged("'group-line' is not a line of the group") }
        facts = version == 1 ? nil : try reader.facts("facts")
    }
}

extension NodeFacts {
    fileprivate var json: JSON {
        .object([
            ("agent", .string(agent)),
            (
                "description",
                description.map { known in
                    .object([
                        ("path", .string(known.path.text)),
                        ("fingerprint", .string("\(known.fingerprint)")),
                    ])
                } ?? .null
            ),
            ("members", members.map { .string("\($0)") } ?? .null),
            ("software", .array(software.map { .string($0.text) })),
            ("files", .array(files.map { .string($0.text) })),
            ("links", .array(links.map { .string($0.text) })),
        ])
    }
}
