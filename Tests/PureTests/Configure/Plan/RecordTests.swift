import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Configure
@testable import Desired
@testable import Status
@testable import Units

@Suite struct RecordTests {
    private static let record = Record(
        identity: Identity(instanceID: "i-\"é\" \u{1F600}", hostName: "a1"),
        phase: .configuring,
        rebootOwedIn: "7f3c1f0e-0000-4000-8000-000000000001",
        files: [
            Record.File(
                path: "/etc/etcd/etcd.conf",
                origin: .replaced,
                fingerprint: Fingerprint(of: [1]),
                previous: Fingerprint(of: [2]),
                treeDefault: Fingerprint(of: [4]),
                original: Fingerprint(of: [6])
            ),
            Record.File(
                path: "/etc/systemd/system/etcd.service.d/restart.conf",
                origin: .created,
                fingerprint: Fingerprint(of: [])
            ),
        ],
        directories: ["/etc/systemd/system/etcd.service.d"],
        links: ["/etc/systemd/system/multi-user.target.wants/etcd.service"],
        group: "docker",
        groupLine: "docker:x:981:",
        facts: NodeFacts(
            agent: "2.0.0",
            description: NodeFacts.Description(
                "/var/cloud-init/cluster.yaml",
                Fingerprint(of: [3])
            ),
            members: Fingerprint(of: [5]),
            software: [
                Fact("/usr/bin/etcd", nil), Fact("/usr/bin/flanneld", Stamp(length: 1, of: [7])),
            ],
            files: ["/etc/etcd/etcd.conf"],
            links: ["/etc/systemd/system/multi-user.target.wants/etcd.service"]
        )
    )

    private static func read(_ text: String) throws(InputError) -> Record {
        try Record(parsing: Source(name: "state.json", text: text))
    }

    @Test(arguments: Record.Phase.allCases)
    func `a record is read as it was written`(phase: Record.Phase) throws {
        var record = Self.record
        record.phase = phase
        #expect(try Self.read(record.text) == record)
        record.rebootOwedIn = nil
        (record.group, record.groupLine) = (nil, nil)
        record.facts?.description = nil
        record.facts?.members = nil
        #expect(try Self.read(record.text) == record)
        record.facts = nil
        (record.files, record.directories, record.links) = ([], [], [])
        #expect(try Self.read(record.text) == record)
    }

    /// Its shape is a promise to the next version of the agent.
    @Test func `a record is written like this`() {
        #expect(
            Self.record.text == """
                {
                  "version": 2,
                  "phase": "configuring",
                  "instance-id": "i-\\"é\\" \u{1F600}",
                  "host-name": "a1",
                  "role": "member",
                  "reboot-owed-in": "7f3c1f0e-0000-4000-8000-000000000001",
                  "files": [
                    {
                      "path": "/etc/etcd/etcd.conf",
                      "origin": "replaced",
                      "fingerprint": "af63bc4c8601b62c",
                      "previous": "af63bf4c8601bb45",
                      "tree-default": "af63b94c8601b113",
                      "original": "af63bb4c8601b479"
                    },
                    {
                      "path": "/etc/systemd/system/etcd.service.d/restart.conf",
                      "origin": "created",
                      "fingerprint": "cbf29ce484222325",
                      "previous": null,
                      "tree-default": null,
                      "original": null
                    }
                  ],
                  "directories": [
                    "/etc/systemd/system/etcd.service.d"
                  ],
                  "links": [
                    "/etc/systemd/system/multi-user.target.wants/etcd.service"
                  ],
                  "group": "docker",
                  "group-line": "docker:x:981:",
                  "facts": {
                    "agent": "2.0.0",
                    "description": {
                      "path": "/var/cloud-init/cluster.yaml",
                      "fingerprint": "af63be4c8601b992"
                    },
                    "members": "af63b84c8601af60",
                    "software": [
                      "- /usr/bin/etcd",
                      "1:af63ba4c8601b2c6 /usr/bin/flanneld"
                    ],
                    "files": [
                      "/etc/etcd/etcd.conf"
                    ],
                    "links": [
                      "/etc/systemd/system/multi-user.target.wants/etcd.service"
                    ]
                  }
                }

                """
        )
    }

    @Test func `a record that does not speak of trees is one all the same`() throws {
        let text = Self.record.text.replacing("\"tree-default\":", with: "\"x-tree-default\":")
        #expect(text != Self.record.text)
        #expect(try Self.read(text).files.map(\.treeDefault) == [nil, nil])
    }

    @Test func `the facts of an earlier agent are those of other files`() throws {
        let text = Self.record.text
            .replacing("\"path\": \"/var/", with: "\"fact\": \"1:2:3 /var/")
            .replacing("1:af63ba4c8601b2c6 ", with: "1:2:3 ")
            .replacing("      \"/etc/etcd/etcd.conf\"", with: "\"1:2:3 /etc/etcd/etcd.conf\"")
        var known = try #require(try Self.read(text).facts)
        #expect(known.software[1].stamp != Self.record.facts?.software[1].stamp)
        known.software = Self.record.facts?.software ?? []
        #expect(known == Self.record.facts)
    }

    @Test func `of a private key an earlier record's traces are not read`() throws {
        let text = Self.record.text.replacing("/etc/etcd/etcd.conf", with: "/etc/etcd/tls/node.key")
        let key = try #require(try Self.read(text).files.first)
        #expect(key.fingerprint == nil && key.previous == nil && key.treeDefault == nil)
        #expect(try !Self.read(text).text.contains("af63bc4c8601b62c"))
    }

    @Test(
        arguments: [
            // what was there before, what was kept of it, the key that is there: is that the
            // agent's?
            (Record.File.Origin.created, nil, "any", true),
            (.replaced, "its", "its", false),
            (.replaced, "its", "any", true),
            // A cut before the operator's own was kept.
            (.replaced, nil, "any", false),
        ] as [(Record.File.Origin, String?, String, Bool)]
    )
    func `of a private key only that it is not the original tells whose it is`(
        origin: Record.File.Origin,
        backup: String?,
        bytes: String,
        isOurs: Bool
    ) {
        let file = Record.File(path: "/etc/etcd/tls/node.key", origin: origin, fingerprint: nil)
        #expect(file.wrote(Array(bytes.utf8), over: backup.map { Array($0.utf8) }) == isOurs)
    }

    @Test func `a part of a record is not a record`() {
        let text = Array(Self.record.text.unicodeScalars)
        // But for white space at its end.
        for length in 0..<(text.count - 1) {
            let part = text.prefix(length).reduce(into: "") { $0.unicodeScalars.append($1) }
            #expect(throws: InputError.self, "\(length)") { try Self.read(part) }
        }
    }

    @Test(arguments: [
        "version", "phase", "instance-id", "host-name", "role", "reboot-owed-in", "files",
        "directories", "links", "group", "group-line", "path", "origin", "fingerprint", "previous",
        "facts", "agent", "description", "software",
    ])
    func `no key of a record may be missing`(key: String) {
        let text = Self.record.text.replacing("\"\(key)\":", with: "\"x-\(key)\":")
        #expect(text != Self.record.text)
        #expect(throws: InputError.self) { try Self.read(text) }
    }

    private static let damages: [(String, String, String)] = [
        // what stands in the record, what stands there instead, message
        (
            "docker:x:981:", "wheel:x:0:",
            "not a record of bootcmd: 'group-line' is not a line of the group"
        ),
        (
            "docker:x:981:", "docker:x:981:\\nroot::0:",
            "not a record of bootcmd: 'group-line' is not a line of the group"
        ),
        (
            "\"version\": 2", "\"version\": 3",
            "a record of version 3, but this bootcmd knows version 2"
        ),
        (
            "\"version\": 2", "\"version\": \"x\"",
            "not a record of bootcmd: 'version' is not a number"
        ),
        (
            "\"version\": 2", "\"version\": -1",
            "not a record of bootcmd: 'version' is not a number"
        ),
        (
            "\"configuring\"", "\"done\"",
            "not a record of bootcmd: phase: 'done' is unknown"
        ),
        (
            "\"replaced\"", "\"x\"",
            "not a record of bootcmd: origin: 'x' is unknown"
        ),
        (
            "\"af63bc4c8601b62c\"", "\"af63\"",
            "not a record of bootcmd: 'fingerprint' is not a fingerprint"
        ),
        (
            "\"af63bc4c8601b62c\"", "\"af63bc4c8601b62x\"",
            "not a record of bootcmd: 'fingerprint' is not a fingerprint"
        ),
        (
            "\"af63bc4c8601b62c\"", "\"+f63bc4c8601b62c\"",
            "not a record of bootcmd: 'fingerprint' is not a fingerprint"
        ),
        (
            "\"af63bc4c8601b62c\"", "null",
            "not a record of bootcmd: no string 'fingerprint'"
        ),
        ("\"docker\"", "[]", "not a record of bootcmd: no string 'group'"),
        (
            "\"docker\"", "\"doc\\u202eker\"",
            "not a record of bootcmd: 'group' is not the name of a group"
        ),
        (
            "\"/var/cloud-init/cluster.yaml\"", "\"cluster.yaml\"",
            "not a record of bootcmd: 'path' is not a path"
        ),
        (
            "- /usr/bin/etcd", "- usr/bin/etcd",
            "not a record of bootcmd: '- usr/bin/etcd' is not a fact"
        ),
    ]

    @Test(arguments: damages)
    func `a record that is damaged is not trusted`(part: String, other: String, message: String) {
        let text = Self.record.text.replacing(part, with: other)
        #expect(text != Self.record.text)
        let error = #expect(throws: InputError.self) { try Self.read(text) }
        #expect(
            error?.sentence
                == "\(message); 'bootcmd --force' sets it aside and configures the node again"
        )
    }

    /// What undo would remove, or rename a `.save` over.
    @Test(arguments: [
        "/etc/", "/etc/..", "/etc/../root/.ssh/authorized_keys", "/etc/a/../../root/x",
        "/etc/a/..", "/etc/./a", "/etc//a", "/etc/a/", "/etcetera/a", "/root/a", "etc/a", "", "/",
        "..", "/etc/a\\u0000b", "/etc/passwd", "/etc/systemd/system/sshd.service",
    ])
    func `a path that was never ours is refused`(path: String) {
        for own in ["/etc/etcd/etcd.conf", "/etc/systemd/system/etcd.service.d"] {
            let text = Self.record.text.replacing("\"\(own)\"", with: "\"\(path)\"")
            #expect(text != Self.record.text)
            let error = #expect(throws: InputError.self) { try Self.read(text) }
            #expect(
                error?.sentence.contains("a path that bootcmd does not manage") == true
            )
        }
    }

    @Test(arguments: [
        "\"/etc/passwd\"", "\"\"", "\"/etc/systemd/system/\"",
        "\"/etc/systemd/system/../../passwd\"",
        "\"/etc/systemd/system/a\\nb\"", "\"multi-user.target.wants/etcd.service\"", "{}", "null",
    ])
    func `a link that was never ours is refused`(link: String) {
        let own = "\"/etc/systemd/system/multi-user.target.wants/etcd.service\""
        let text = Self.record.text.replacing(own, with: link)
        #expect(text != Self.record.text)
        let error = #expect(throws: InputError.self) { try Self.read(text) }
        #expect(
            error?.sentence.contains("'links' names a path that bootcmd does not manage")
                == true
        )
    }

    @Test func `a record is complete only for its own identity`() {
        var record = Self.record
        #expect(!record.isComplete(for: record.identity))
        record.phase = .undoing
        #expect(!record.isComplete(for: record.identity))
        record.phase = .complete
        #expect(record.isComplete(for: record.identity))
        for other in [
            Identity(instanceID: "i", hostName: "a1"),
            Identity(instanceID: record.identity.instanceID, hostName: "a2"),
        ] {
            #expect(!record.isComplete(for: other))
        }
    }
}
