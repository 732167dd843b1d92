import Testing
@testable import Basics
@testable import Cluster
@testable import Desired

/// What a member's gate needs of a node.
@Suite struct GateWarningTests {
    private static func warnings(
        members: String = "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380,a3=http://10.0.0.3:2380",
        host: String = "a1",
        etcd: ProgramVersion = .known(Version(3, 5)),
        hasAgent: Bool = true,
        hasCurl: Bool = true
    ) throws -> [String] {
        let node = try Node(host, in: "{cluster: '\(members)', workers: {w1: }}")
        let installed = InstalledSoftware(
            etcd: etcd,
            flanneld: .known(Version(0, 22)),
            hasAgent: hasAgent,
            hasCurl: hasCurl
        )
        return DesiredState.warnings(of: node, on: installed)
    }

    private static let agent =
        "/var/cloud-init/bootcmd is not there, or cannot be run: etcd starts without 'bootcmd join', "
        + "which brings a machine with an empty disk into its cluster again"

    @Test func `a member whose gate can do its work gets no warning`() throws {
        #expect(try Self.warnings() == [])
    }

    @Test func `an agent that etcd's unit cannot run is told`() throws {
        #expect(try Self.warnings(hasAgent: false) == [Self.agent])
    }

    @Test(
        arguments: [
            (Version(3, 5), "a member that has no quorum"), (Version(2, 3), "any member"),
        ]
    )
    func `what is lost without curl is told`(etcd: Version, whom: String) throws {
        let expected = "curl is not installed: 'bootcmd join' cannot ask \(whom) without it"
        #expect(try Self.warnings(etcd: .known(etcd), hasCurl: false) == [expected])
    }

    @Test func `a worker, an only member and an image without etcd have no use for either`() throws
    {
        #expect(try Self.warnings(host: "w1", hasAgent: false, hasCurl: false) == [])
        #expect(
            try Self.warnings(members: "a1=http://10.0.0.1:2380", hasAgent: false, hasCurl: false)
                == []
        )
        #expect(try Self.warnings(etcd: .absent, hasAgent: false, hasCurl: false) == [])
    }
}
