import Foundation
import TestSupport
import Testing

/// Members that talk over TLS, with each other and with those who have a certificate.
@Suite(.whereNodesBoot, .namingLogs)
struct SecureClusterTests {
    @Test(arguments: DebianRelease.all(orOnly: .bookworm))
    func `a cluster is born over TLS, and a machine that is netbooted anew is in it again`(
        release: DebianRelease
    ) async throws {
        let authority = try await TestAuthority()
        try await Room.open(release.rawValue, machines: 3) { room in
            let machines = try await room.bornRack(
                ["a1", "a2", "a3"],
                .init(release: release),
                authority: authority
            )
            let replaced = machines[1]
            let before = try #require(try await replaced.ownEntry())
            #expect(before.peerURL == "https://192.168.99.52:2380")
            for _ in 0..<2 {
                try await replaced.netboot()
                try await replaced.isAtWork()
            }
            let members = try await replaced.members()
            #expect(members.map(\.name).sorted() == ["a1", "a2", "a3"])
            #expect(!members.contains(before))
            #expect(try await replaced.etcdctl("get", "key").contains("kept"))
        }
    }

    @Test(arguments: ["http", "https"])
    func `a machine that is described with the other scheme is told so`(scheme: String) async throws
    {
        let authority = try await TestAuthority()
        let (own, theirs) = scheme == "http" ? (nil, authority) : (authority, nil)
        try await Room.open(scheme, machines: 3) { room in
            _ = try await room.bornRack(["a1", "a2"], authority: theirs)
            let other = try await room.rack(
                ["a3"],
                cluster: "cluster: " + NodeSeed.members(["a1", "a2", "a3"], scheme: scheme),
                authority: own
            )[0]
            try await other.powerOn()
            let want = scheme == "http" ? "wants" : "has no"
            try await other.says(
                "cluster.yaml has \(scheme) for a1, a2, and the peer port there \(want) TLS"
            )
            #expect(try await other.logFiles() == [])
        }
    }

    @Test func `a machine with certificates of another authority is named, on both sides`()
        async throws
    {
        let (authority, another) = (try await TestAuthority(), try await TestAuthority())
        try await Room.open(machines: 3) { room in
            let members = "cluster: " + NodeSeed.members(["a1", "a2", "a3"], scheme: "https")
            let machines = try await room.rack(
                ["a1", "a2"],
                cluster: members,
                authority: authority
            )
            let other = try await room.rack(["a3"], cluster: members, authority: another)[0]
            try await (machines + [other]).each { try await $0.powerOn() }
            let words = "the gate there has no certificate that the authority of this machine"
            let advice = try await machines[0].advises(after: "a3: \(words)")
            try await other.says("a1, a2: \(words)")
            let line = try #require(advice.first).line
            #expect(try await machines[0].type(line) == machines[1].type(line))
            #expect(try await machines[0].type(line) != other.type(line))
        }
    }

    @Test func `who has no certificate is turned away at both ports, and a worker at the peers'`()
        async throws
    {
        let authority = try await TestAuthority()
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack(authority: authority)
            for (url, isPeers) in [
                ("https://192.168.99.52:2379/health", false),
                ("https://192.168.99.52:2380/members", true),
            ] {
                func ask(as host: String?) async throws -> Command.Output {
                    let files = authority.files(of: host ?? "w1").path
                    let proof = ["--cert", "\(files)/node.crt", "--key", "\(files)/node.key"]
                    return try await room.command(
                        [
                            "ip", "netns", "exec", "a1", "curl", "--silent", "--fail", "--http1.1",
                            "--max-time", "10", "--cacert", "\(files)/ca.crt", url,
                        ] + (host == nil ? [] : proof)
                    ).run()
                }
                let stranger = try await ask(as: nil)
                #expect(stranger.status != 0, "\(url): \(stranger)")
                #expect(stranger.standardOutput.isEmpty)
                let worker = try await ask(as: "w1")
                #expect((worker.status != 0) == isPeers, "\(url): \(worker)")
                #expect(worker.standardOutput.isEmpty == isPeers)
                let member = try await ask(as: "a1")
                #expect(member.status == 0, "\(url): \(member)")
            }
            let plain = try await room.command([
                "ip", "netns", "exec", "a1", "curl", "--silent", "--fail", "--max-time", "10",
                "http://192.168.99.52:2379/health",
            ]).run()
            #expect(plain.status != 0)

            let status = try await machines[0].status().run().standardOutput
            #expect(status.contains("\n  ok    certificate valid until "), "\(status)")
            #expect(status.contains("\n  ok    members     a1 a2 a3: all healthy"), "\(status)")
        }
    }

    @Test func `a history is seen at the peer port, where the client port says nothing`()
        async throws
    {
        let authority = try await TestAuthority()
        try await Room.open(machines: 3) { room in
            _ = try await room.bornRack(authority: authority).loseQuorum(restarting: true)
        }
    }

    @Test func `certificates are renewed under a cluster that is asked without a break`()
        async throws
    {
        let authority = try await TestAuthority()
        try await authority.renew(into: "second")
        try await Room.open(machines: 3) { room in
            let machines = try await room.bornRack(authority: authority)
            let (asking, renewed) = (machines[0], machines[1])
            let before = try await Self.serial(room)

            // Each question is a connection of its own.
            let stop = room.directory.appending(path: "stop").path
            let script = """
                count=0
                until [[ -e $1 ]]; do
                    ip netns exec a1 "$2" --endpoints=https://192.168.99.52:2379 get key \
                        > /dev/null || exit
                    ((++count))
                done
                echo "$count"
                """
            let etcdctl = await asking.disk.mount.appending(path: "usr/bin/etcdctl").path
            var environment = await asking.environment
            environment["ETCDCTL_ENDPOINTS"] = nil
            let questions = room.command(
                ["bash", "-c", script, "-", stop, etcdctl],
                environment: environment
            )
            async let answered = questions.succeed()
            for name in ["second", "first", "second", "first", "second"] {
                try await renewed.renew(with: authority.files(of: "a2", in: name))
            }
            try await room.command(["touch", stop]).succeed()
            let count = try await answered.trimmingCharacters(in: .newlines)
            #expect(try #require(Int(count)) > 0)
            #expect(try await Self.serial(room) != before)
        }
    }

    /// The serial number of the certificate by which a2 is known at this moment.
    private static func serial(_ room: Room) async throws -> String {
        let script = """
            ip netns exec a1 openssl s_client -connect 192.168.99.52:2379 < /dev/null 2> /dev/null |
                openssl x509 -noout -serial
            """
        return try await room.command(["bash", "-c", script]).succeed()
    }
}
