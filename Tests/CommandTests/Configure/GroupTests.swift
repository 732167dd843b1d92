import Foundation
import TestSupport
import Testing

/// What becomes of docker's group.
@Suite struct GroupTests {
    private let root: ScratchRoot

    init() throws {
        root = try ScratchRoot()
    }

    @Test func `a lock that a cut groupadd left in an image is in nobody's way`() async throws {
        for text in ["1\0", ""] {
            try root.write("root:x:0:\n", to: "/etc/group")
            try root.write(text, to: "/etc/group.lock")
            #expect(try await root.run(["--force"]).status == 0)
            #expect(root.text("/etc/group")?.contains("docker:") == true)
            #expect(root.text("/etc/group.lock") == nil)
        }
    }

    @Test func `a group that is there is left alone`() async throws {
        try root.write("root:x:0:\ndocker:x:1234:core\n", to: "/etc/group")
        let said = try await root.run([])
        #expect(said.status == 0)
        #expect(!said.error.contains("group"))
        #expect(root.text("/etc/group") == "root:x:0:\ndocker:x:1234:core\n")
    }

    @Test func `a group that only the image has is copied, with its number`() async throws {
        try root.write("root:x:0:\ndocker:x:981:\n", to: "/usr/lib/group")
        try root.write("root:x:0:", to: "/etc/group")
        try root.write("root:*::\n", to: "/etc/gshadow", mode: 0o600)
        let before = try root.snapshot()
        let shown = try await root.run(["--dry-run"])
        #expect(shown.output.contains("\ncopy group docker from ROOT/usr/lib/group\n"))
        #expect(try await root.run([]).status == 0)
        #expect(root.text("/etc/group") == "root:x:0:\ndocker:x:981:\n")
        #expect(root.text("/etc/gshadow") == "root:*::\ndocker:!::\n")
        for path in ["/etc/group", "/etc/gshadow"] {
            #expect(try root.snapshot()[path]?.mode == before[path]?.mode)
        }
        #expect(try await root.run(["--dry-run", "--exit-code"]).status == 0)
        // cloud-init's useradd(8) knows it now.
        try await root.prepare("useradd --prefix \"$1\" --groups docker core")
        #expect(root.text("/etc/group")?.contains("docker:x:981:core\n") == true)
    }

    @Test(arguments: [
        // what somebody did to the group since, what an undo leaves of its line
        ("true", "root:x:0:\n"),
        ("sed -i s/981:/981:core/ etc/group", "root:x:0:\ndocker:x:981:core\n"),
    ])
    func `an undo takes the image's line back unless somebody is in the group`(
        script: String,
        left: String
    ) async throws {
        try root.write("docker:x:981:\n", to: "/usr/lib/group")
        try root.write("root:x:0:\n", to: "/etc/group")
        try root.write("root:*::\n", to: "/etc/gshadow", mode: 0o600)
        #expect(try await root.run([]).status == 0)
        try await root.prepare(script)
        #expect(try await root.run(["undo"]).status == 0)
        #expect(root.text("/etc/group") == left)
        #expect(
            root.text("/etc/gshadow")
                == (script == "true" ? "root:*::\n" : "root:*::\ndocker:!::\n")
        )
    }
}
