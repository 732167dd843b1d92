import TestSupport
import Testing
@testable import Cluster
@testable import Etcd
@testable import Status

@Suite struct MemberListTests {
    /// What the list of each situation has, as name, state and place of the members; `-` for a name
    /// that there is not.
    private static let situations = [
        ("unborn", "a1 - .51, a2 - .52, a3 - .53"),
        ("late-birth", "a1 ran .51, a2 ran .52, a3 - .53"),
        ("healthy", "a1 ran .51, a2 ran .52, a3 ran .53"),
        ("added", "- - .52, a1 ran .51, a3 ran .53"),
        ("rejoined", "a1 ran .51, a2 ran .52, a3 ran .53"),
        ("no-quorum", "a1 ran .51, a2 ran .52, a3 ran .53"),
        ("restarted-no-quorum", "a1 ran .51, a2 ran .52, a3 ran .53"),
        ("forced", "a1 ran .51"),
        ("added-to-one", "- - .52, a1 ran .51"),
    ]

    private static func text(_ list: MemberList?) -> String? {
        list?.entries.map { entry in
            let name = entry.name.isEmpty ? "-" : entry.name
            let places = entry.peerURLs.map { $0.dropFirst("http://192.168.99".count).prefix(3) }
            return "\(name) \(entry.hasRun ? "ran" : "-") \(places.joined(separator: "+"))"
        }
        .sorted().joined(separator: ", ")
    }

    @Test(arguments: EtcdTranscript.versions, situations)
    func `a peer port's list is read`(version: String, situation: (name: String, text: String))
        throws
    {
        let response = try EtcdTranscript(version).response(situation.name, "/members")
        let list = response.flatMap(MemberList.init)
        #expect(Self.text(list) == situation.text)
        #expect(list?.cluster == EtcdID(hexadecimal: "e004ebd9fbcec298"))
    }

    @Test(arguments: EtcdTranscript.versions, situations)
    func `etcdctl's list is read, in whichever form`(
        version: String,
        situation: (name: String, text: String)
    ) throws {
        let transcript = try EtcdTranscript(version)
        let forms = version >= "3" ? ["member list", "member list -w json"] : ["member list"]
        for form in forms {
            let output = try transcript(situation.name, form)
            // 2.3 asks for the leader as well, 3.5 for a quorum; 3.x serves nothing before it had
            // one.
            #expect(
                Self.text(output.members) == (output.code == 0 ? situation.text : nil),
                "\(form)"
            )
        }
    }

    @Test(arguments: EtcdTranscript.v3)
    func `both forms of a list are the same members`(version: String) throws {
        let transcript = try EtcdTranscript(version)
        let simple = try #require(try transcript("healthy", "member list").members)
        let json = try #require(try transcript("healthy", "member list -w json").members)
        #expect(simple.entries == json.entries)
        #expect(json.cluster == EtcdID(hexadecimal: "e004ebd9fbcec298"))
    }

    @Test func `an ID above 2^53 keeps all of its digits`() throws {
        let list = try #require(
            try EtcdTranscript("3.4")("healthy", "member list -w json").members
        )
        #expect(
            list.entries.map(\.id.description).sorted()
                == ["4d889cd02d274f3f", "eae10d00ff2ce384", "ed67779cf233c18"]
        )
    }

    @Test(arguments: [
        "", "\n", "{}", "[]", "null", "{\"members\":[]}", "{\"members\":null}", "[{\"id\":1}]",
        "[{\"peerURLs\":[\"http://a:1\"]}]", "[{\"id\":-1,\"peerURLs\":[\"http://a:1\"]}]",
        "[{\"id\":\"x\",\"peerURLs\":[\"http://a:1\"]}]",
        // one that is whole, and one that is not
        "[{\"id\":1,\"peerURLs\":[\"http://a:1\"]},{\"id\":2,\"peerURLs\":\"http://b:1\"}]",
        "1, started, a1, http://a:1, http://a:2\n2, star",
        "1: name=a1 peerURLs=http://a:1 clientURLs=http://a:2\nError: broken pipe",
        "<html><body>404</body></html>", "Incorrect Usage.\n\nNAME:\n   etcdctl get",
        "{\"header\":",
        // a URL that etcd would not take
        #"[{"id":1,"peerURLs":["http://a:1"]},{"id":2,"peerURLs":["http://b:1\n<2>reboot"]}]"#,
        #"[{"id":1,"peerURLs":["http://a:1\u0000"]}]"#, #"[{"id":1,"peerURLs":["a:1"]}]"#,
        #"[{"id":1,"peerURLs":["http://a:1"],"clientURLs":["http://$(reboot):1"]}]"#,
        #"[{"id":1,"peerURLs":["http://\#(String(repeating: "a", count: 250))"]}]"#,
        "1[unstarted]: ", "zz, started, a1, http://a:1, http://a:2", "1, stopped, a1, http://a:1, ",
    ])
    func `what is not a list, or half of one, is none`(text: String) {
        #expect(MemberList(parsing: text) == nil)
    }

    @Test func `all URLs of a member count`() throws {
        let list = try #require(
            MemberList(
                parsing: "1, started, a1, http://10.0.0.1:2380,http://10.1.0.1:2380, , false"
            )
        )
        #expect(list.entries.first?.peerURLs == ["http://10.0.0.1:2380", "http://10.1.0.1:2380"])
        #expect(try list.entry(at: PeerURL("http://10.1.0.1:2380")) != nil)
        #expect(try list.entry(at: PeerURL("http://10.1.0.1:2381")) == nil)
    }

    @Test func `an address is the same however it is spelled`() throws {
        let list = try #require(MemberList(parsing: "1, started, a1, http://[fd00:0::51]:2380, , "))
        #expect(try list.entry(at: PeerURL("http://[fd00::51]:2380")) != nil)
    }

    @Test(arguments: [
        // list, what etcd is told of it
        (
            "1, started, a1, http://10.0.0.1:2380, \nb, unstarted, , http://10.0.0.2:2380, ",
            "a1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380"
        ),
        // two without a name would be one
        (
            "b, unstarted, , http://10.0.0.2:2380, \nc, unstarted, , http://10.0.0.3:2380, ",
            "a2=http://10.0.0.2:2380,c=http://10.0.0.3:2380"
        ),
        // so would two of one name, or another of this member's
        (
            "1, started, x, http://10.0.0.1:2380, \n2, started, x, http://10.0.0.4:2380, \n"
                + "3, started, a2, http://10.0.0.5:2380, \nb, unstarted, , http://10.0.0.2:2380, ",
            "x=http://10.0.0.1:2380,2=http://10.0.0.4:2380,3=http://10.0.0.5:2380,"
                + "a2=http://10.0.0.2:2380"
        ),
        // names that would not survive, in the variable or in the file of variables
        (
            "1, started, a=b, http://10.0.0.1:2380, \nb, unstarted, , http://10.0.0.2:2380, ",
            "1=http://10.0.0.1:2380,a2=http://10.0.0.2:2380"
        ),
        (
            #"[{"id":1,"name":"a\u0000","peerURLs":["http://10.0.0.1:2380"]},"#
                + #"{"id":3,"name":"a\"\\","peerURLs":["http://10.0.0.3:2380"]},"#
                + #"{"id":4,"name":"\u202ea","peerURLs":["http://10.0.0.4:2380"]},"#
                + #"{"id":5,"name":"ä","peerURLs":["http://10.0.0.5:2380"]},"#
                + #"{"id":11,"peerURLs":["http://10.0.0.2:2380"]}]"#,
            "1=http://10.0.0.1:2380,3=http://10.0.0.3:2380,4=http://10.0.0.4:2380,"
                + "5=http://10.0.0.5:2380,a2=http://10.0.0.2:2380"
        ),
        // each URL of a member under its name
        (
            "1, started, a1, http://10.0.0.1:2380,http://10.1.0.1:2380, \n"
                + "b, unstarted, , http://10.0.0.2:2380, ",
            "a1=http://10.0.0.1:2380,a1=http://10.1.0.1:2380,a2=http://10.0.0.2:2380"
        ),
    ])
    func `etcd is told of every member once`(list: String, text: String) throws {
        let list = try #require(MemberList(parsing: list))
        let own = try #require(EtcdID(hexadecimal: "b"))
        #expect(list.initialCluster(naming: own, HostName("a2")) == text)
    }
}
