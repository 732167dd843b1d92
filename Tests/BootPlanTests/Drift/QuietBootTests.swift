import TestSupport
import Testing

@testable import BootPlan

/// What a boot with nothing to do leaves for the next one.
@Suite struct QuietBootTests {
    private static let metaData: NodePath = "/var/cloud-init/meta-data"
    private static let stamps: [NodePath: Stamp] = [
        metaData: Stamp(inode: 1, size: 2, modified: -3),
        "/usr/bin/etcd": Stamp(inode: .max, size: 0, modified: .max),
    ]
    private static let identity = Identity(instanceID: "i 1:é", hostName: "a1")
    private static let boot = QuietBoot(
        agent: "2.0.0",
        identity: identity,
        metaData: Fact(metaData, stamps[metaData]),
        facts: [Fact("/usr/bin/etcd", stamps["/usr/bin/etcd"]), Fact("/etc/a b", nil)]
    )

    private static func identity(
        of boot: QuietBoot = boot,
        agent: String = "2.0.0",
        metaData: NodePath = metaData,
        _ stamps: [NodePath: Stamp] = stamps
    ) -> Identity? {
        boot.identity(agent: agent, metaData: metaData) { stamps[$0] }
    }

    @Test func `it is written like this`() {
        #expect(
            String(decoding: Self.boot.bytes, as: UTF8.self) == """
                2.0.0
                a1 i 1:é
                1:2:-3 /var/cloud-init/meta-data
                18446744073709551615:0:9223372036854775807 /usr/bin/etcd
                - /etc/a b
                \(Fingerprint(of: Self.boot.bytes.dropLast(17)))

                """
        )
    }

    @Test func `where all is as it was, it says whom it found configured`() throws {
        let boot = try #require(QuietBoot(Self.boot.bytes))
        #expect(boot == Self.boot)
        #expect(Self.identity(of: boot) == Self.identity)
    }

    @Test func `where anything is not, it says nothing`() {
        #expect(Self.identity(agent: "2.0.1") == nil)
        #expect(Self.identity(metaData: "/seed/meta-data") == nil)
        for path: NodePath in [Self.metaData, "/usr/bin/etcd", "/etc/a b"] {
            var stamps = Self.stamps
            stamps[path] = Stamp(inode: 7, size: 7, modified: 7)
            #expect(Self.identity(stamps) == nil, "\(path)")
            stamps[path] = path == "/etc/a b" ? stamps[path] : nil
            #expect(Self.identity(stamps) == nil, "\(path)")
        }
    }

    @Test func `what a power cut leaves of it is nothing`() {
        let bytes = Self.boot.bytes
        for length in 0..<bytes.count {
            #expect(QuietBoot(Array(bytes[..<length])) == nil, "\(length)")
        }
        for index in bytes.indices {
            var damaged = bytes
            damaged[index] = damaged[index] == 0 ? 1 : 0
            #expect(QuietBoot(damaged) == nil, "\(index)")
        }
        #expect(QuietBoot([UInt8](repeating: 0, count: 4096)) == nil)
    }
}
