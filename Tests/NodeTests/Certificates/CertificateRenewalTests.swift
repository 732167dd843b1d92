import Foundation
import TestSupport
import Testing

/// A node whose certificate ends soon, and a boot host that has the next one.
@Suite(.whereNodesBoot, .namingLogs)
struct CertificateRenewalTests {
    private static let script = Repository.root.appending(
        path: "packaging/boothost/renewal/bootcmd-renew"
    )
    private static let served = "http://192.168.99.1/bootcmd"

    /// Makes of a machine's certificate one that ends in so many days.
    private static let shorten = """
        cd "$1"
        openssl x509 -x509toreq -in node.crt -signkey node.key -copy_extensions copyall -out request
        openssl x509 -req -in request -CA "$2/ca.crt" -CAkey "$2/ca.key" -copy_extensions copyall \\
            -days "$3" -out node.crt
        """

    @Test(arguments: DebianRelease.all(orOnly: .trixie))
    func `a certificate that ends soon is renewed by the boot host's, and by nothing else`(
        release: DebianRelease
    ) async throws {
        let authority = try await TestAuthority()
        for name in ["ending", "next"] { try await authority.renew(into: name) }
        let ending = authority.files(of: "a1", in: "ending").path
        try await Room.open(release.rawValue) { room in
            var seed = NodeSeed(
                host: "a1",
                cluster: "cluster: " + NodeSeed.members(["a1"], scheme: "https")
            )
            seed.credentials = authority.files(of: "a1")
            let node = try await TestNode(seed, .init(release: release), in: room)
            try #require(try await node.boot() == .rebooting)
            try #require(try await node.boot() == .up)
            try node.disk.write(
                String(contentsOf: Self.script, encoding: .utf8),
                to: "/var/cloud-init/bootcmd-renew"
            )
            try node.disk.write(Self.served + "\n", to: "/var/cloud-init/boothost")
            func renew() async throws -> Command.Output {
                try await node.command(["sh", "/var/cloud-init/bootcmd-renew"]).run()
            }
            func installed() async throws -> String {
                try await node.run(
                    "sh",
                    "-c",
                    "cd /etc/etcd/tls && sha256sum ca.crt node.crt node.key"
                )
            }
            /// Serves a machine's files as a1's.
            func serve(_ name: String, of host: String = "a1") async throws {
                try await Command([
                    "sh", "-ec",
                    """
                    rm -rf "$1"; mkdir -p "$1/tls"; cp -r "$2" "$1/tls/a1"; cd "$1"
                    find tls -type f -exec sha256sum {} + > SHA256SUMS
                    """,
                    "-", room.directory.appending(path: "www/bootcmd").path,
                    authority.files(of: host, in: name).path,
                ]).succeed()
            }
            /// Expects a renewal that ends with these words, and changes nothing.
            func expectRefusal(_ words: String) async throws {
                let before = try await installed()
                let said = try await renew()
                #expect(said.status == 1 && said.standardError.contains(words), "\(said)")
                #expect(try await installed() == before)
                #expect(!node.disk.has("/var/cloud-init/tls/node.key"))
                #expect(!node.disk.has("/var/cloud-init/renewal"))
            }

            // There is time, and nobody is asked: nobody serves.
            let early = try await renew()
            #expect(early.status == 0 && early.standardError == "", "\(early)")

            for days in ["61", "59"] {
                try await Command([
                    "sh", "-ec", Self.shorten, "-", ending, authority.authority, days,
                ]).succeed()
                try node.disk.deliver(authority.files(of: "a1", in: "ending"))
                try await node.run("/var/cloud-init/bootcmd", "--force")
                guard days == "61" else { break }
                #expect(try await renew().status == 0)
            }
            try await expectRefusal("/SHA256SUMS: not fetched; the certificate stays as it is")
            try await serve("ending")
            try await expectRefusal("has no newer certificate")
            try await serve("next", of: "a2")
            try await expectRefusal("is not for 192.168.99.51, by which this member is reached")
            try await serve("next")
            let path = "www/bootcmd/tls/a1/node.crt"
            let crt = room.directory.appending(path: path)
            let text = try String(contentsOf: crt, encoding: .utf8)
            try "half of \(text)".write(to: crt, atomically: true, encoding: .utf8)
            try await expectRefusal("tls/a1/node.crt: not what SHA256SUMS says")
            // Another authority, though its files are right.
            let other = try await TestAuthority()
            try await Command(["cp", "-r", other.files(of: "a1").path, "\(ending).other"]).succeed()
            try await serve("ending", of: "a1.other")
            try await expectRefusal("more would change than the certificate")

            try await serve("next")
            let flanneld = try await node.show("flanneld.service", "InvocationID")
            let etcd = try await node.show("etcd.service", "InvocationID")
            let said = try await renew()
            #expect(said.status == 0, "\(said)")
            let next = try await Command([
                "sh", "-c", "cd \"$1\" && sha256sum ca.crt node.crt node.key", "-",
                authority.files(of: "a1", in: "next").path,
            ]).succeed()
            #expect(try await installed() == next)
            #expect(!node.disk.has("/var/cloud-init/tls/node.key"))
            #expect(try await node.show("flanneld.service", "InvocationID") != flanneld)
            #expect(try await node.show("etcd.service", "InvocationID") == etcd)
            try await node.run("/var/cloud-init/bootcmd", "status", "--wait=60", "--quiet")
            let later = try await node.command(["/var/cloud-init/bootcmd"]).run()
            #expect(later.standardError.contains("; nothing to do\n"), "\(later)")
        }
    }
}
