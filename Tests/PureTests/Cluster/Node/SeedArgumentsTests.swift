import Testing
@testable import Basics
@testable import Cluster

/// Words about meta-data that are not in it: cloud-init's arguments, and how it reads.
@Suite struct SeedArgumentsTests {
    private static let metaData = Source(
        name: "meta-data",
        text: "instance-id: i\nlocal-hostname: a1\n"
    )

    private static let rows: [(String, String, String)] = [
        // the kernel's command line, the host name and the instance that count
        ("ro quiet", "a1", "i"),
        ("ds=nocloud", "a1", "i"),
        ("ds=nocloud;s=/var/cloud-init/", "a1", "i"),
        ("ro ds=nocloud;s=http://b/;h=a2 quiet", "a2", "i"),
        ("ds=nocloud;local-hostname=a2.example.org;instance-id=x=y", "a2", "x=y"),
        ("ds=nocloud-net;h=a3;i=j", "a3", "j"),
        ("ds=nocloud;h=a2 ds=nocloud;h=a3", "a3", "i"),
        ("ds=nocloud;h=a2;h=a3;;x", "a3", "i"),
        ("ds=ec2;h=a2", "a1", "i"),
        ("ci.ds=nocloud;h=a2", "a1", "i"),
    ]

    @Test(arguments: rows)
    func `cloud-init's arguments win over the seed's meta-data`(
        line: String,
        hostName: String,
        instanceID: String
    ) throws {
        let arguments = SeedArguments(parsing: Source(name: "/proc/cmdline", text: line))
        let read = try MetaData(
            parsing: Self.metaData,
            below: [arguments].compactMap(\.self)
        )
        #expect(read.identity.hostName.description == hostName)
        #expect(read.identity.instanceID == instanceID)
        #expect(read.warnings.isEmpty == (hostName == "a1"))
    }

    @Test func `the first arguments count, and need no meta-data beside them`() throws {
        let places = ["ds=nocloud;h=a2", "ds=nocloud;h=a3;i=j"].map {
            Source(name: "/proc/cmdline", text: $0)
        }
        let read = try MetaData(
            parsing: Source(name: "meta-data", text: "local-hostname: a1\n"),
            below: places.compactMap(SeedArguments.init)
        )
        #expect(read.identity.hostName.description == "a2")
        #expect(read.identity.instanceID == "j")
        #expect(
            read.warnings == [
                "/proc/cmdline: 'local-hostname=a2' wins over 'a1' of meta-data"
            ]
        )
    }

    @Test(arguments: ["", "a_2", "a2..b"])
    func `an argument that is no host name is refused`(name: String) {
        let line = Source(name: "/proc/cmdline", text: "ds=nocloud;h=\(name)")
        let error = #expect(throws: InputError.self) {
            try MetaData(
                parsing: Self.metaData,
                below: [SeedArguments(parsing: line)].compactMap(\.self)
            )
        }
        #expect(error?.place?.source == line)
    }

    @Test(arguments: [
        // meta-data, what is said of it
        ("{instance-id: i, local-hostname: '7'}", nil),
        ("{instance-id: i, local-hostname: a1}", nil),
        (
            "{instance-id: i, local-hostname: 7}",
            "meta-data:1:34: cloud-init takes 'local-hostname: 7' for a number, and may end there; "
                + "write it in quotes"
        ),
        (
            "{instance-id: 2026-11-24, local-hostname: a1}",
            "meta-data:1:15: cloud-init takes 'instance-id: 2026-11-24' for a date, and may end "
                + "there; write it in quotes"
        ),
    ])
    func `what cloud-init reads as something else than a string is said`(
        text: String,
        warning: String?
    ) throws {
        let metaData = try MetaData(parsing: Source(name: "meta-data", text: text))
        #expect(metaData.warnings == [warning].compactMap(\.self))
    }
}
