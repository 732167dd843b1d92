import Readback
import TestSupport
import Testing
@testable import Basics
@testable import Desired
@testable import Status
@testable import Units

/// What is made of that which OpenSSL finds in a machine's credentials.
@Suite struct CertificateProblemTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let words: String
        let change: @Sendable (inout CertificateFacts) -> Void

        var testDescription: String { words }
    }

    private static let rows = [
        Row(words: "/tls/node.key: holds no private key in PEM, or one with a password") {
            $0.readable.remove(.key)
        },
        Row(words: "/tls/node.crt: holds no certificate in PEM") {
            $0.readable.remove(.certificate)
        },
        Row(
            words:
                "/tls/ca.crt: holds a private key, and everybody may read this file: remove the key "
                + "from it; only node.key holds one"
        ) { $0.exposed = [.authority] },
        Row(words: "/tls/ca.crt: certificate 2 of the file is not a certificate that etcd can read")
        {
            $0.findings = [.init(part: .authority, number: 2, fault: .malformed)]
        },
        Row(words: "/tls/ca.crt: holds no certificate in PEM") { $0.readable.remove(.authority) },
        Row(words: "/tls/node.key: is not the key of /tls/node.crt") { $0.hasItsKey = false },
        Row(words: "/tls/node.crt: is not vouched for by /tls/ca.crt: its issuer is not there") {
            $0.distrust = .noIssuer
        },
        Row(
            words: "/tls/node.crt: is not for 192.168.99.51, by which this member is reached"
        ) { $0.missingNames = ["192.168.99.51"] },
        Row(
            words:
                "/tls/node.crt: may not be a client's; its extended key usage must have clientAuth"
        ) { $0.isClient = false },
        Row(
            words: "/tls/node.crt: may not be a server's; a member's extended key usage must have "
                + "serverAuth"
        ) { $0.isServer = false },
        Row(words: "/tls/node.crt: is not valid before 2026-11-24 12:00:01 UTC") {
            $0.period = .init(from: $0.now + 1, until: $0.period.until)
        },
        Row(words: "/tls/node.crt: ran out at 2026-11-24 11:59:59 UTC") {
            $0.period = .init(from: 0, until: $0.now - 1)
        },
        Row(words: "/tls/ca.crt: ran out at 2026-11-24 11:59:59 UTC") {
            $0.authorityPeriod = .init(from: 0, until: $0.now - 1)
        },
    ]

    @Test(arguments: rows)
    func `what a member cannot work with is refused`(row: Row) throws {
        var facts = CertificateFacts.sound
        row.change(&facts)
        let desired = try Self.desired("a1", facts)
        #expect(desired.refusals.map { $0.text(below: "") } == [row.words])
        #expect(desired.refusals.map(\.status) == [.badInput])
    }

    @Test func `a member with sound credentials is not refused`() throws {
        #expect(try Self.desired("a1", .sound).refusals == [])
    }

    @Test func `a worker's certificate needs no address and is no server's`() throws {
        var facts = CertificateFacts.sound
        facts.isServer = false
        facts.missingNames = ["192.168.99.61"]
        #expect(try Self.desired("w1", facts).refusals == [])
        facts.isClient = false
        #expect(try Self.desired("w1", facts).refusals.count == 1)
    }

    @Test func `of a time that only an unset clock tells, a warning is given`() throws {
        for period in [
            CertificateFacts.Period(from: 0, until: 1),
            .init(from: CertificateFacts.sound.now + 1, until: .max),
        ] {
            var facts = CertificateFacts.sound
            facts.isClockSet = false
            facts.period = period
            let desired = try Self.desired("a1", facts)
            #expect(desired.refusals == [])
            #expect(desired.warnings.count == 1)
            #expect(desired.warnings.first?.contains("which nothing has set yet") == true)
        }
    }

    @Test func `an etcd that asks nobody for a certificate is refused`() throws {
        let refusals = try Self.desired("a1", .sound, etcd: Version(2, 0)).refusals
        #expect(refusals == [.noTLS(etcd: Version(2, 0))])
        #expect(refusals.map(\.status) == [.badCluster])
        #expect(try Self.desired("a1", .sound, etcd: Version(2, 1)).refusals == [])
    }

    @Test func `a serial number below zero is refused where etcd refuses it`() throws {
        var facts = CertificateFacts.sound
        facts.negativeSerials = [.authority]
        #expect(try Self.desired("a1", facts, etcd: Version(3, 5)).refusals == [])
        let refusals = try Self.desired("a1", facts, etcd: Version(3, 6)).refusals
        let words = "/tls/ca.crt: has a serial number below zero, which etcd 3.6 and later refuse"
        #expect(refusals.map { $0.text(below: "") }.contains(words))
    }

    @Test func `an etcd whose user is unknown is refused`() throws {
        let refusals = try Self.desired("a1", .sound, readers: .unknown("etcd")).refusals
        #expect(refusals == [.noReader("etcd")])
        #expect(refusals.map(\.status) == [.unavailable])
    }

    private static func desired(
        _ host: String,
        _ facts: CertificateFacts,
        etcd: Version = Version(2, 3),
        readers: KeyReaders = .nobody
    ) throws -> DesiredState {
        let text = "cluster: a1=https://192.168.99.51:2380\nworkers: w1=192.168.99.61\n"
        let node = try ObservedNode.node(host, in: text)
        let directory: NodePath = "/tls"
        let files = Dictionary(
            uniqueKeysWithValues: Credentials.Part.allCases.map { part in
                (
                    part,
                    Credentials.File(path: directory.appending(part.rawValue), contents: [])
                )
            }
        )
        let units = Dictionary(
            uniqueKeysWithValues: ["etcd", "flanneld"].map { name in
                let text =
                    "[Service]\nExecStart=/usr/bin/\(name)\n[Install]\nWantedBy=multi-user.target\n"
                return (
                    "\(name).service",
                    InstalledUnit.unit(
                        UnitFile(name: "\(name).service", texts: [text])
                    )
                )
            }
        )
        return DesiredState(
            of: node,
            on: InstalledSoftware(etcd: etcd, flanneld: Version(0, 5), units: units),
            with: Credentials(files: files, facts: facts, readers: readers)
        )
    }
}
