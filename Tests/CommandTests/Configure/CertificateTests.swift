import Foundation
import TestSupport
import Testing

/// A node whose members talk over TLS.
@Suite(.enabled(if: isRoot)) struct CertificateTests {
    let authority: TestAuthority
    let root: ScratchRoot

    init() async throws {
        authority = try await TestAuthority()
        root = try ScratchRoot()
        try authority.secure("a1", on: root)
    }

    private static let directory = "/etc/etcd/tls"
    private static let key = "\(directory)/node.key"
    private static let delivered = "/var/cloud-init/tls/node.key"

    private func keyText(_ host: String = "a1", in name: String = "first") throws -> String {
        try String(
            contentsOf: authority.files(of: host, in: name).appending(path: "node.key"),
            encoding: .utf8
        )
    }

    @Test func `a member's key is etcd's to read and nobody else's`() async throws {
        #expect(try await root.run([]).status == 0)
        let tree = try root.snapshot()
        let directory = try #require(tree[Self.directory])
        #expect(directory.mode & 0o7777 == 0o750)
        #expect(directory.owner == [0, 977])
        let key = try #require(tree[Self.key])
        #expect(key.mode & 0o7777 == 0o640)
        #expect(key.owner == [0, 977])
        #expect(key.text == (try keyText()))
        for name in ["ca.crt", "node.crt"] {
            let certificate = try #require(tree["\(Self.directory)/\(name)"])
            #expect(certificate.mode & 0o7777 == 0o644)
            #expect(certificate.contents == tree["/var/cloud-init/tls/\(name)"]?.contents)
        }
        #expect(tree[Self.delivered] == nil)
    }

    @Test func `a worker's key is root's alone`() async throws {
        try authority.secure("w1", on: root)
        #expect(try await root.run([]).status == 0)
        let tree = try root.snapshot()
        #expect(tree[Self.directory]?.mode.permissions == 0o700)
        #expect(tree[Self.key]?.mode.permissions == 0o600)
        #expect(tree[Self.key]?.owner == [0, 0])
        #expect(tree[Self.delivered] == nil)
    }

    @Test func `of a key nothing is shown but that it changes`() async throws {
        let text = try keyText()
        let secret = text.split(separator: "\n").filter { !$0.hasPrefix("-----") }
        #expect(!secret.isEmpty)
        func isKept(_ said: Said) -> Bool {
            secret.allSatisfy { !said.output.contains($0) && !said.error.contains($0) }
        }
        for arguments in [["--dry-run"], ["--dry-run", "--json"], []] {
            let said = try await root.run(arguments)
            #expect(said.status == 0)
            #expect(said.output.contains(Self.key) != arguments.isEmpty)
            #expect(isKept(said))
        }
        let record = try #require(root.text("/etc/bootcmd/state.json"))
        #expect(secret.allSatisfy { !record.contains($0) })
        // Not even whether another key is the same.
        let files =
            try #require(
                try JSONSerialization.jsonObject(with: Data(record.utf8)) as? [String: Any]
            )["files"] as? [[String: Any]]
        let file = try #require(files?.first { $0["path"] as? String == Self.key })
        #expect(["fingerprint", "previous", "tree-default"].allSatisfy { file[$0] is NSNull })
        for arguments in [["undo", "--dry-run"], ["undo", "--dry-run", "--json"], ["undo"]] {
            #expect(isKept(try await root.run(arguments)))
        }
    }

    @Test func `a run after the key has gone uses the installed one`() async throws {
        #expect(try await root.run([]).status == 0)
        let before = try root.snapshot()
        let again = try await root.run(["--force", "--dry-run", "--exit-code"])
        #expect(again.status == 0, "\(again)")
        #expect(again.output.hasSuffix("\nnothing to do\n"))
        #expect(try root.snapshot() == before)
    }

    @Test func `a key that others can read is given back to etcd`() async throws {
        #expect(try await root.run([]).status == 0)
        try await root.prepare("chmod 644 etc/etcd/tls/node.key")
        let shown = try await root.run(["--force", "--dry-run"])
        #expect(shown.output.contains("protect ROOT/etc/etcd/tls/node.key\n"))
        #expect(try await root.run(["--force"]).status == 0)
        #expect(try root.snapshot()[Self.key]?.mode.permissions == 0o640)
    }

    @Test func `who may give no file to etcd's group changes nothing`() async throws {
        let said = try await root.run(
            [],
            prefix: ["setpriv", "--bounding-set=-chown", "--inh-caps=-chown"]
        )
        #expect(said.status == 77, "\(said)")
        #expect(
            said.words.contains(
                "ROOT/etc/etcd/tls: cannot give group and mode to: Operation not permitted (to group 977)\n"
            )
        )
        #expect(try root.snapshot()["/etc/bootcmd"] == nil)
    }

    @Test func `an operator's own key is kept, and its access list is not`() async throws {
        let path = root.path(Self.key)
        try root.write("theirs\n", to: Self.key, mode: 0o644)
        let list =
            "0x0200000001000600ffffffff02000400feff000004000400ffffffff10000600ffffffff20000000ffffffff"
        _ = try await Command(
            ["setfattr", "-n", "system.posix_acl_access", "-v", list, path]
        ).run()
        try await Command(
            ["setfattr", "-n", "security.selinux", "-v", "system_u:object_r:cert_t:s0", path]
        ).succeed()
        #expect(try await root.run([]).status == 0)
        let tree = try root.snapshot()
        #expect(tree[Self.key]?.text == (try keyText()))
        #expect(tree[Self.key]?.mode.permissions == 0o640)
        #expect(tree[Self.key]?.owner == [0, 977])
        #expect(tree[Self.key]?.attributes.keys.sorted() == ["security.selinux"])
        #expect(tree["\(Self.key).save"]?.text == "theirs\n")
        #expect(try await root.run(["undo", "--force"]).status == 0)
        #expect(root.text(Self.key) == "theirs\n")
    }

    @Test func `new certificates wait for --force, and then take the place of the old ones`()
        async throws
    {
        #expect(try await root.run([]).status == 0)
        try await authority.renew(into: "second")
        try authority.deliver(to: "a1", on: root, from: "second")
        #expect(try await root.run([]).status == 0)
        #expect(root.text(Self.key) == (try keyText()))
        #expect(try await root.run(["--force"]).status == 0)
        #expect(root.text(Self.key) == (try keyText(in: "second")))
        #expect(root.text(Self.delivered) == nil)
        #expect(try root.snapshot()[Self.key]?.mode.permissions == 0o640)
    }

    @Test func `renewed by other means, the certificates of an earlier day stay out`()
        async throws
    {
        #expect(try await root.run([]).status == 0)
        try await authority.renew(into: "second")
        try await root.prepare(
            "cp '\(authority.files(of: "a1", in: "second").path)'/node.* etc/etcd/tls"
        )
        // A program that is another one has the plan made again.
        try root.write(
            "[Service]\nTimeoutStopSec=5\n",
            to: "/etc/systemd/system/etcd.service.d/own.conf"
        )
        let said = try await root.run([])
        #expect(said.status == 0, "\(said)")
        #expect(root.text(Self.key) == (try keyText(in: "second")))
    }

    @Test func `certificates of an authority between are accepted`() async throws {
        let script = """
            cd "$2"
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout middle.key \
                -subj /CN=middle -out request
            extensions() { printf '%s\\n' "$@"; }
            openssl x509 -req -in request -CA ca.crt -CAkey "$1" -days 9 -out middle.crt \
                -extfile <(extensions basicConstraints=critical,CA:TRUE)
            openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -keyout node.key \
                -subj /CN=a1 -out request
            openssl x509 -req -in request -CA middle.crt -CAkey middle.key -days 9 -out node.crt \
                -extfile <(extensions extendedKeyUsage=serverAuth,clientAuth \
                    subjectAltName=IP:192.168.99.51,IP:127.0.0.1,DNS:localhost)
            cat middle.crt >> node.crt
            """
        // The authority of make-seed signs no other authorities (pathlen:0).
        let own = """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 99 \
                -keyout "$2/own.key" -subj /CN=own -out "$2/ca.crt"
            """
        let seed = root.path("/var/cloud-init/tls")
        try await Command(["bash", "-ec", "\(own)\n\(script)", "-", "own.key", seed]).succeed()
        let shown = try await root.run(["--dry-run"])
        #expect(shown.status == 0, "\(shown)")
    }
}

extension UInt32 {
    fileprivate var permissions: UInt32 { self & 0o7777 }
}
