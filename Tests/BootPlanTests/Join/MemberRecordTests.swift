import Diagnostics
import TestSupport
import Testing

@testable import BootPlan

@Suite struct MemberRecordTests {
    private static let announced = JoinDecisionTests.standing("2584a0f1c8d35e77")

    @Test(arguments: [.none, .announcing, announced, .member] as [MemberRecord.Standing])
    func `what is written is what is read`(standing: MemberRecord.Standing) throws {
        let identity = Identity(instanceID: "iid \"1\" \\", hostName: "a2")
        let record = MemberRecord(of: identity, standing: standing)
        let source = Source(name: "\(MemberRecord.path)", text: record.text)
        #expect(try MemberRecord(parsing: source) == record)
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
        let error = #expect(throws: Located<MemberRecordError>.self) {
            try MemberRecord(parsing: Source(name: "\(MemberRecord.path)", text: text))
        }
        let description = error.map { "\($0.problem)" } ?? ""
        if !text.isEmpty { #expect(description.contains(problem)) }
        #expect(description.hasSuffix("; 'bootcmd join --replace' starts a new one"))
    }
}
