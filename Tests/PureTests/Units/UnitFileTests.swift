import Basics
import Foundation
import TestSupport
import Testing
@testable import Units

@Suite struct UnitFileTests {
    private static let installs: [(String, String?, [String])] = [
        // unit file, drop-in, the links below /etc/systemd/system
        ("[Install]\nWantedBy=multi-user.target\n", nil, ["multi-user.target.wants/x.service"]),
        (
            "[Install]\nWantedBy=multi-user.target\nRequiredBy=docker.service\nAlias=y.service\n",
            nil,
            [
                "docker.service.requires/x.service", "multi-user.target.wants/x.service",
                "y.service",
            ]
        ),
        (
            "[Install]\nWantedBy=a.target b.target\nWantedBy=c.target\n",
            nil,
            [
                "a.target.wants/x.service", "b.target.wants/x.service", "c.target.wants/x.service",
            ]
        ),
        ("[Install]\n  WantedBy  =  a.target  \n", nil, ["a.target.wants/x.service"]),
        // no line's end at the end, and CR LF
        ("[Install]\nWantedBy=a.target", nil, ["a.target.wants/x.service"]),
        ("[Install]\r\nWantedBy=a.target\r\n", nil, ["a.target.wants/x.service"]),
        // a byte order mark, once
        ("\u{FEFF}[Install]\nWantedBy=a.target\n", nil, ["a.target.wants/x.service"]),
        (
            "[Install]\n\u{FEFF}WantedBy=a.target\n\u{FEFF}WantedBy=b.target\n", nil,
            ["a.target.wants/x.service"]
        ),
        // quotes, which hold a word together; a word that is no unit's name makes no link
        (
            "[Install]\nWantedBy=\"a.target\" 'b.target' c.\"target\"\n", nil,
            ["a.target.wants/x.service", "b.target.wants/x.service", "c.target.wants/x.service"]
        ),
        ("[Install]\nWantedBy=a.target \"b.target c.target\n", nil, ["a.target.wants/x.service"]),
        ("[Install]\nWantedBy=a.target \"\"\n", nil, ["a.target.wants/x.service"]),
        (
            "[Install]\nRequiredBy=a\\x2db.service\n", nil,
            ["a\\x2db.service.requires/x.service"]
        ),
        // comments, also between lines that go on
        (
            "# [Install]\n[Install]\n#WantedBy=a.target\n  ; WantedBy=b.target\nWantedBy=c.target\n",
            nil,
            ["c.target.wants/x.service"]
        ),
        (
            "[Install]\nWantedBy=a.target \\\n# WantedBy=b.target\n;\n  c.target\nRequiredBy=d.target\n",
            nil,
            [
                "a.target.wants/x.service", "c.target.wants/x.service",
                "d.target.requires/x.service",
            ]
        ),
        (
            "[Install]\r\nWantedBy=a.target \\\r\n  b.target\r\n",
            nil,
            ["a.target.wants/x.service", "b.target.wants/x.service"]
        ),
        ("[Install]\nWantedBy=a.target \\", nil, ["a.target.wants/x.service"]),
        // what only looks like it
        ("WantedBy=a.target\n", nil, []),
        ("[Service]\nWantedBy=a.target\n", nil, []),
        ("[Install]\n[Unit]\nWantedBy=a.target\n", nil, []),
        ("[Install]\nWantedBy\nwantedby=a.target\nUpheld=b.target\n", nil, []),
        ("", nil, []),
        (
            "[Install]\nAlias=a.service\nWantedBy=b.target\nAlias=\n", nil,
            ["b.target.wants/x.service"]
        ),
        // an empty value takes back the ones of its kind
        (
            "[Install]\nWantedBy=a.target\nRequiredBy=b.target\nWantedBy=\nWantedBy=c.target\n",
            nil,
            ["b.target.requires/x.service", "c.target.wants/x.service"]
        ),
        // an alias may be such a link itself
        (
            "[Install]\nWantedBy=a.target\nAlias=b.target.wants/x.service\nWantedBy=\n", nil,
            ["b.target.wants/x.service"]
        ),
        (
            "[Install]\nWantedBy=a.target\nAlias=b.target.wants/x.service\nAlias=\n", nil,
            ["a.target.wants/x.service"]
        ),
        // drop-ins add and take back too
        (
            "[Install]\nWantedBy=a.target\n",
            "[Install]\nWantedBy=b.target\n",
            ["a.target.wants/x.service", "b.target.wants/x.service"]
        ),
        (
            "[Install]\nWantedBy=a.target\n",
            "[Install]\nWantedBy=\nRequiredBy=c.target\n",
            ["c.target.requires/x.service"]
        ),
    ]

    @Test(arguments: installs)
    func `the links are found that enabling makes`(text: String, dropIn: String?, links: [String]) {
        let unit = UnitFile(name: "x.service", texts: [text] + (dropIn.map { [$0] } ?? []))
        #expect(unit.links.map(\.text).sorted() == links.map { "/etc/systemd/system/\($0)" })
    }

    /// The same table, before the program that it is about.
    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/systemctl")),
        arguments: installs
    )
    func `systemctl makes the same links`(
        text: String,
        dropIn: String?,
        links: [String]
    ) async throws {
        let root = try TemporaryDirectory()
        try root.write(text, to: "usr/lib/systemd/system/x.service")
        if let dropIn { try root.write(dropIn, to: "etc/systemd/system/x.service.d/x.conf") }
        _ = try await Command(["systemctl", "--root=\(root.url.path)", "enable", "x.service"]).run()
        let made = try Snapshot(of: root.url).targets(below: "").keys.sorted()
        #expect(made == links.map { "/etc/systemd/system/\($0)" })
    }

    private static let commands: [([String], [String])] = [
        // unit file and drop-ins, the commands of ExecStart
        (["[Service]\nExecStart=/bin/a\n"], ["/bin/a"]),
        (["[Service]\nExecStart=/bin/a -x \\\n  -y \\\n  -z\n"], ["/bin/a -x    -y    -z"]),
        (["[Service]\nExecStart=/bin/a '\\\n  '\n"], ["/bin/a '   '"]),
        // several ends of a line are one, if they differ and a NUL comes last
        (["[Service]\nExecStart=/bin/a \\\n\r\0b\n"], ["/bin/a  b"]),
        (["[Service]\nExecStart=/bin/a \\\0\nb\n"], ["/bin/a"]),
        // to Unicode white space and the end of a line, to systemd letters
        (["[Service]\nExecStart=/bin/a \u{a0}\n"], ["/bin/a \u{a0}"]),
        (["[Service]\nExecStart=/bin/a \u{85}b\n"], ["/bin/a \u{85}b"]),
        // to Swift, characters with an accent are others, and some signs belong to what comes after
        (["[Service]\nExecStart=/bin/a \u{600}\\\n b"], ["/bin/a \u{600}  b"]),
        (["[Service]\n#\u{301} \\\nExecStart=/bin/a\n"], ["/bin/a"]),
        (["[Service]\nExecStart=\u{301}\n"], ["\u{301}"]),
        (["[Service]\nExecStart=/bin/a 'b\\\\'\n"], ["/bin/a 'b\\\\'"]),
        (["[Service]\nExecStart=/bin/a b\\\\\nExecStart=/bin/c\n"], ["/bin/a b\\\\", "/bin/c"]),
        (["[Service]\nExecStart=/bin/a\nExecStart=/bin/b\n"], ["/bin/a", "/bin/b"]),
        (["[Service]\nExecStart=/bin/a\nExecStart=\nExecStart=/bin/b\n"], ["/bin/b"]),
        (["[Service]\nExecStart=/bin/a\n", "[Service]\nExecStart=\nExecStart=/bin/b"], ["/bin/b"]),
        (["[Service]\nExecStart=/bin/a\n", "[Service]\nExecStart=\n"], []),
        // a file's last section does not continue in another file
        (["[Service]\nExecStart=/bin/a\n", "ExecStart=/bin/b\n"], ["/bin/a"]),
        (["[Service]\nExecStartPre=/bin/a\nExecStop=/bin/b\n"], []),
        (["[Unit]\nExecStart=/bin/a\n"], []),
        ([], []),
    ]

    @Test(arguments: commands)
    func `the commands are found that start the unit`(texts: [String], commands: [String]) {
        #expect(UnitFile(name: "docker.service", texts: texts).execStart == commands)
    }
}
