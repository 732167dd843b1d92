import Diagnostics
import Testing

@testable import BootPlan

@Suite struct MemberRecordTests {
    private static let announced = JoinDecisionTests.standing("2584a0f1c8d35e77")

    @Test(arguments: [.none, .announcing, announced, .member] as [MemberRecord.Standing])
    func `what is written is what is read`(standing: MemberRecord.Standing) throws {
        let record = MemberRecord(instanceID: "iid \"1\" \\", standing: standing)
        let source = Source(name: MemberRecord.path, text: record.text)
        #expect(try MemberRecord(parsing: source) == record)
    }

    @Test func `an announcement is written as people read it`() {
        #expect(
            MemberRecord(instanceID: "iid-local02", standing: Self.announced).text == """
                {
                  "version": 1,
                  "instance-id": "iid-local02",
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
        ("{\"version\": 1, \"instance-id\": \"i\"}", "no string 'standing'"),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"standing\": \"lost\"}",
            "standing: 'lost' is unknown"
        ),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"standing\": \"announced\", \"id\": \"x\"}",
            "'id' is not a member's ID"
        ),
        (
            "{\"version\": 1, \"instance-id\": \"i\", \"standing\": \"announced\", \"id\": \"2a\"}",
            "no string 'initial-cluster'"
        ),
    ])
    func `a record that is not understood is refused, with the cure`(text: String, problem: String)
    {
        let error = #expect(throws: Located<MemberRecordError>.self) {
            try MemberRecord(parsing: Source(name: MemberRecord.path, text: text))
        }
        let description = error.map { "\($0.problem)" } ?? ""
        if !text.isEmpty { #expect(description.contains(problem)) }
        #expect(description.hasSuffix("; 'bootcmd join --replace' starts a new one"))
    }

    @Test func `etcd's environment tells it of all members, once`() {
        guard case .announced(let announcement) = Self.announced else { return }
        #expect(
            announcement.environment == """
                ETCD_INITIAL_CLUSTER="kept"
                ETCD_INITIAL_CLUSTER_STATE="existing"

                """
        )
    }
}
