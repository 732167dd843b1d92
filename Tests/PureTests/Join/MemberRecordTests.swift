import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Desired
@testable import Etcd
@testable import Join

@Suite struct MemberRecordTests {
    private static let announced = JoinDecisionTests.standing("2584a0f1c8d35e77")

    @Test(
        arguments: [
            .none, .begun(alone: false), .begun(alone: true), .announcing, announced, .member,
        ] as [MemberRecord.Standing]
    )
    func `what is written is what is read`(standing: MemberRecord.Standing) throws {
        let identity = Identity(instanceID: "iid \"1\" \\", hostName: "a2")
        let record = MemberRecord(
            of: identity,
            standing: standing,
            heard: "a1",
            without: ["a3", "a4"],
            lastRun: EtcdLastRun(version: Version(3, 5, 16), hadV2Store: true),
            program: Fact("/usr/bin/etcd", Stamp(length: 2, of: [1, 2]))
        )
        let source = Source(name: "\(MemberRecord.path)", text: record.text)
        #expect(try MemberRecord(parsing: source) == record)
    }

    @Test func `before an agent that answers, what was begun and what was data were one`() throws {
        let text = """
            {"version": 1, "instance-id": "i", "host-name": "a2", "standing": "none"}
            """
        let record = try MemberRecord(parsing: Source(name: "\(MemberRecord.path)", text: text))
        #expect(record.standing == .member)
    }

    @Test func `an announcement is written as people read it`() throws {
        let identity = Identity(instanceID: "iid-local02", hostName: "a2")
        #expect(
            MemberRecord(of: identity, standing: Self.announced).text == """
                {
                  "version": 1,
                  "instance-id": "iid-local02",
                  "host-name": "a2",
                  "standing": "announced",
                  "id": "2584a0f1c8d35e77",
                  "initial-cluster": "kept"
                }

                """
        )
    }

    @Test(arguments: [
        // text, what is wrong
        ("", "no YAML document"),
        ("[]", "no string 'version'"),
        ("{\"version\": 2}", "a record of version '2', which this bootcmd does not know"),
        ("{\"version\": 1}", "no string 'instance-id'"),
        ("{\"version\": 1, \"instance-id\": \"i\"}", "no string 'host-name'"),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"host-name\": \"h\"}",
            "no string 'standing'"
        ),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"host-name\": \"h\", \"standing\": \"lost\"}",
            "standing: 'lost' is unknown"
        ),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"host-name\": \"h\", \"standing\": \"announced\", \"id\": \"x\"}",
            "'id' is not a member's ID"
        ),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"host-name\": \"h\", \"standing\": \"announced\", \"id\": \"2a\"}",
            "no string 'initial-cluster'"
        ),
    ])
    func `a record that is not understood is refused, with the cure`(text: String, problem: String)
    {
        let error = #expect(throws: InputError.self) {
            try MemberRecord(parsing: Source(name: "\(MemberRecord.path)", text: text))
        }
        let description = error?.sentence ?? ""
        if !text.isEmpty { #expect(description.contains(problem)) }
        #expect(description.hasSuffix("; 'bootcmd join --replace' starts a new one"))
    }
}
