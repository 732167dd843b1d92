import Foundation
import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Desired
@testable import Join
@testable import Linux
@testable import LinuxConfigure
@testable import LinuxJoin

/// What proves that an answer comes from a machine of the cluster.
@Suite(.enabled(if: geteuid() == 0)) struct GateKeysTests {
    private let authority: TestAuthority
    private static let nonce = "00112233445566778899aabbccddeeff"

    init() async throws {
        authority = try await TestAuthority()
    }

    /// The keys of a machine, from this delivery.
    private func keys(of host: String, from authority: TestAuthority) throws -> GateKeys {
        let root = try ScratchRoot()
        for (file, name) in [
            (ManagedFile.authority, "ca.crt"), (.certificate, "node.crt"), (.key, "node.key"),
        ] {
            let text = try String(
                contentsOf: authority.files(of: host).appending(path: name),
                encoding: .utf8
            )
            try root.write(text, to: file.path.text)
        }
        let cluster = try ClusterDescription(
            members: InitialCluster(parsing: TestAuthority.members)
        )
        return try #require(try GateKeys(of: cluster, on: Root(root.url.path)))
    }

    private func isProven(
        by host: String,
        from signer: TestAuthority? = nil,
        address: String = "192.168.99.53",
        answer: String = "empty",
        nonce: String = nonce
    ) async throws -> Bool {
        let asker = try keys(of: "a1", from: authority)
        let proof = try keys(of: host, from: signer ?? authority)
            .proof(of: "empty", nonce: Self.nonce)
        return asker.prove(answer, nonce: nonce, from: try IPAddress(address), by: proof)
    }

    @Test func `the machine itself is believed`() async throws {
        #expect(try await isProven(by: "a3"))
    }

    @Test func `another machine of the cluster, and a worker, is not`() async throws {
        #expect(try await !isProven(by: "a2"))
        #expect(try await !isProven(by: "w1"))
    }

    @Test func `nor the same machine for another answer or another question`() async throws {
        #expect(try await !isProven(by: "a3", answer: "log"))
        #expect(try await !isProven(by: "a3", nonce: "ff" + Self.nonce.dropFirst(2)))
    }

    @Test func `nor whoever has a certificate of another authority`() async throws {
        #expect(try await !isProven(by: "a3", from: TestAuthority()))
    }

    @Test(arguments: [nil, "", "zz", "abc", "00"] as [String?])
    func `nor one that signs with nothing`(signature: String?) async throws {
        let asker = try keys(of: "a1", from: authority)
        let certificate = authority.files(of: "a3").appending(path: "node.crt")
        let proof = try signature.map {
            GateProof(
                signature: $0,
                certificates: try String(contentsOf: certificate, encoding: .utf8)
            )
        }
        let address = try IPAddress("192.168.99.53")
        #expect(!asker.prove("empty", nonce: Self.nonce, from: address, by: proof))
    }
}
