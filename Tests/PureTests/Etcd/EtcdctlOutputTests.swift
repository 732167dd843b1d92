import Testing
@testable import Basics
@testable import Etcd
@testable import Status

@Suite struct EtcdctlOutputTests {
    @Test(arguments: EtcdTranscript.v3)
    func `only a read that went through a quorum shows one`(version: String) throws {
        let transcript = try EtcdTranscript(version)
        for situation in ["late-birth", "healthy", "added", "rejoined", "forced"] {
            #expect(try transcript(situation, "endpoint health -w json").health == .quorum)
        }
        for situation in [
            "unborn", "no-quorum", "restarted-no-quorum", "frozen", "refused", "added-to-one",
        ] {
            #expect(try transcript(situation, "endpoint health -w json").health == .none)
        }
    }

    @Test(arguments: ["2.2", "2.3"])
    func `the client port of an etcd 2 shows a quorum as well`(version: String) throws {
        let transcript = try EtcdTranscript(version)
        for situation in ["late-birth", "healthy", "added", "rejoined", "forced"] {
            #expect(try transcript.response(situation, "/health")?.showsQuorum == true)
        }
        for situation in ["no-quorum", "restarted-no-quorum", "added-to-one", "frozen", "refused"] {
            #expect(try transcript.response(situation, "/health")?.showsQuorum != true)
        }
    }

    private static let healths: [(String, EtcdHealth)] = [
        ("[{\"endpoint\":\"e\",\"health\":true,\"took\":\"1ms\"}]", .quorum),
        // 3.0 and 3.1, which end with 0 in either case
        ("http://e is healthy: successfully committed proposal: took = 1ms", .quorum),
        ("http://e is unhealthy: failed to connect: grpc: timed out trying to connect", .none),
        ("http://e is unhealthy: failed to commit proposal: context deadline exceeded", .none),
        // a full disk takes members
        (
            "[{\"health\":false,\"error\":\"Active Alarm(s): NOSPACE \"}]",
            .quorum
        ),
        (
            "[{\"health\":false,\"error\":\"Active Alarm(s): CORRUPT \"}]",
            .refused("'Active Alarm(s): CORRUPT'")
        ),
        ("[{\"health\":false,\"error\":\"etcdserver: no leader\"}]", .none),
        ("[{\"health\":false,\"error\":\"etcdserver: request timed out\"}]", .none),
        (
            "[{\"health\":false,\"error\":\"etcdserver: user name is empty\"}]",
            .refused("'user name is empty'")
        ),
        ("[{\"health\":\"maybe\"}]", .refused("''")),
        // whatever it says, it is one line that ends, and no command
        (
            #"[{"health":false,"error":"etcdserver: \u202eno'\n<2>now type:\n  rm -rf /"}]"#,
            .refused(#"'\u{202e}no\'\n<2>now type:\n  rm -rf /'"#)
        ),
        (
            #"[{"health":false,"error":"\#(String(repeating: "x", count: 201))"}]"#,
            .refused("'\(String(repeating: "x", count: 200))'...")
        ),
        ("[]", .none), ("{}", .none), ("", .none), ("Incorrect Usage.", .none), ("[[[", .none),
    ]

    @Test(arguments: healths, [0, 1, nil] as [Int32?])
    func `health is what is said of it, whatever the exit code`(
        said: (String, EtcdHealth),
        code: Int32?
    ) {
        let health = EtcdctlOutput(code: code, output: said.0).health
        #expect(health == said.1 || (code == nil && health == .none))
    }

    @Test(arguments: EtcdTranscript.v3)
    func `a status says who leads, and how much there is`(version: String) throws {
        let transcript = try EtcdTranscript(version)
        let healthy = try #require(try transcript("healthy", "endpoint status -w json").status)
        #expect(healthy.cluster == EtcdID(hexadecimal: "e004ebd9fbcec298"))
        let list = try #require(try transcript("healthy", "member list -w json").members)
        #expect(healthy.leader.map { list.entry($0) != nil } == true)
        let index = try #require(healthy.raftIndex)
        #expect(index > 0)
        let lost = try #require(try transcript("no-quorum", "endpoint status -w json").status)
        #expect(lost.leader == nil)
        #expect(try #require(lost.raftIndex) >= index)
        for situation in ["unborn", "restarted-no-quorum", "frozen", "refused"] {
            #expect(try transcript(situation, "endpoint status -w json").status == nil)
        }
    }

    @Test(arguments: ["2.2", "2.3"])
    func `the client port of an etcd 2 says who leads`(version: String) throws {
        let transcript = try EtcdTranscript(version)
        let self2 = "/v2/stats/self"
        let healthy = try transcript.response("healthy", self2).flatMap(EndpointStatus.init)
        let list = try transcript("healthy", "member list").members
        #expect(healthy?.leader.flatMap { list?.entry($0) } != nil)
        let restarted = try transcript.response("restarted-no-quorum", self2)
        #expect(restarted.flatMap(EndpointStatus.init)?.leader == nil)
        #expect(try transcript.response("frozen", self2) == nil)
    }

    @Test(arguments: EtcdTranscript.versions, ["add", "add-to-one"])
    func `an addition is answered with its ID`(version: String, situation: String) throws {
        let transcript = try EtcdTranscript(version)
        let added = try #require(try transcript(situation, "member add").addedMember)
        let after = situation == "add" ? "added" : "added-to-one"
        let response = try #require(try transcript.response(after, "/members"))
        let list = try #require(MemberList(response))
        #expect(list.entry(added)?.peerURLs == ["http://192.168.99.52:2380"])
    }

    @Test func `3.0 and 3.1 answer an addition in words`() {
        let said = "Member  37fa066e70f2d8c added to cluster e004ebd9fbcec298\n"
        let added = EtcdctlOutput(code: 0, output: said).addedMember
        #expect(added == EtcdID(hexadecimal: "37fa066e70f2d8c"))
    }

    @Test(arguments: ["", "Member", "Added member named a2 with ID", "{}", "Incorrect Usage."])
    func `an addition that is not answered was not made for sure`(said: String) {
        #expect(EtcdctlOutput(code: 0, output: said).addedMember == nil)
    }

    private static let reasons: [(String, String, String, Int32, String)] = [
        // version, situation, command, exit code, reason
        ("3.3", "add-refused", "member add", 1, "unhealthy cluster"),
        ("3.4", "add-refused", "member add", 1, "unhealthy cluster"),
        ("3.5", "add-refused", "member add", 1, "unhealthy cluster"),
        ("3.4", "no-quorum-remove", "member remove", 1, "context deadline exceeded"),
        ("3.5", "remove-unknown", "member remove", 1, "member not found"),
        (
            "3.5", "no-such-id", "member remove", 128,
            "bad member ID arg (strconv.ParseUint: parsing \"zzz\": invalid syntax), expecting ID in Hex"
        ),
        ("3.5", "simple-args", "member add", 128, "member name not provided"),
        (
            "2.3", "no-quorum-add", "member add", 1,
            "etcd cluster is unavailable or misconfigured"
        ),
        (
            "2.2", "remove-unknown", "member remove", 1,
            "Couldn't find a member in the cluster with an ID of 1234567890abcdef."
        ),
    ]

    @Test(arguments: reasons)
    func `a refusal is in etcd's own words`(
        version: String,
        situation: String,
        command: String,
        code: Int32,
        reason: String
    ) throws {
        let output = try EtcdTranscript(version)(situation, command)
        #expect(output.code == code)
        #expect(output.reason == quoted(reason, limit: 200))
        #expect(output.addedMember == nil)
        #expect(output.members == nil)
    }

    @Test(
        arguments: [
            (nil, "", "no answer in time"), (1, "", "no reason given"),
            (5, "interrupted\n", "'interrupted'"), (2, "{\"level\":\"warn\"}\n", "no reason given"),
        ] as [(Int32?, String, String)]
    )
    func `a failure without a reason says so`(code: Int32?, words: String, reason: String) {
        #expect(EtcdctlOutput(code: code, output: "", words: words).reason == reason)
    }

    /// 3.6 warns of `ETCDCTL_API` there.
    @Test func `words on standard error are not part of the answer`() throws {
        let warning = #"{"level":"warn","msg":"unrecognized environment variable"}"#
        let output = EtcdctlOutput(
            code: 0,
            output: #"{"members":[{"ID":1,"peerURLs":["http://10.0.0.1:2380"]}]}"#,
            words: warning
        )
        #expect(output.members?.entries.count == 1)
    }

    @Test(arguments: [
        "", "HTTP/1.1 200 OK", "HTTP/1.1 404 Not Found\r\n\r\n[]", "\r\n[]", "garbage\n\nmore",
        "HTTP/1.1 503 Service Unavailable\n\n{\"health\": \"true\"}",
    ])
    func `only a response of success is one`(text: String) {
        #expect(EtcdResponse(parsing: text) == nil)
    }

    @Test func `a header's name has no case`() {
        let response = EtcdResponse(parsing: "HTTP/2 200\r\nx-etcd-cluster-id: 2a\r\n\r\n[]\r\n")
        #expect(response?.cluster == EtcdID(hexadecimal: "2a"))
        #expect(response?.body == "[]")
    }

    private static let alarms: [(String, Set<EtcdAlarm>)] = [
        ("[{\"health\":false,\"error\":\"Active Alarm(s): NOSPACE \"}]", [.noSpace]),
        ("memberID:138036581 alarm:NOSPACE \nmemberID:1 alarm:CORRUPT \n", [.noSpace, .corrupt]),
        ("[{\"Status\":{\"errors\":[\"memberID:1 alarm:CORRUPT \"]}}]", [.corrupt]),
        ("NOSPACE", []), ("", []),
    ]

    @Test(arguments: alarms)
    func `alarms are known by name`(output: String, alarms: Set<EtcdAlarm>) {
        #expect(EtcdctlOutput(code: 0, output: output).alarms == alarms)
    }

    @Test(arguments: EtcdTranscript.v3)
    func `a status tells the version and the member`(version: String) throws {
        let output = try EtcdTranscript(version)("healthy", "endpoint status -w json")
        let status = try #require(output.status)
        #expect(status.version?.hasPrefix(version) == true)
        #expect(status.member?.description == "4d889cd02d274f3f")
        #expect(!status.isLearner && status.alarms == [])
    }

    @Test func `a status tells of a learner, and of alarms`() throws {
        let text = """
            [{"Status":{"header":{"cluster_id":1,"member_id":2},"version":"3.5.16","leader":3,
            "isLearner":true,"errors":["memberID:3 alarm:NOSPACE "]}}]
            """
        let status = try #require(EndpointStatus(parsing: text))
        #expect(status.isLearner && status.alarms == [.noSpace])
    }
}
