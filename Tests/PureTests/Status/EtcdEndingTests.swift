import Cluster
import Testing
@testable import Status

@Suite struct EtcdEndingTests {
    /// What etcd 3.4.23 and 3.5.16 really said, their logs cut to what matters.
    private static let words: [(String, EtcdEnding?)] = [
        ("etcdserver: the member has been permanently removed from the cluster", .removed),
        (
            #"{"level":"warn","msg":"server error","error":"the member has been permanently removed from the cluster"}"#,
            .removed
        ),
        ("etcdmain: walpb: crc mismatch", .damaged),
        (
            #"{"level":"fatal","msg":"failed to read WAL, cannot be repaired","error":"write /d: no space left on device"}"#,
            .full
        ),
        (#"{"level":"fatal","msg":"discovery failed","error":"walpb: crc mismatch"}"#, .damaged),
        ("mvcc/backend: cannot open database at /d/member/snap/db (invalid database)", .damaged),
        (
            #"{"level":"panic","msg":"failed to open database","error":"invalid database"}"#,
            .damaged
        ),
        ("etcdmain: error listing data dir: /var/lib/etcd/a2.etcd", .forbidden),
        (
            #"{"level":"fatal","msg":"failed to list data directory","error":"open /d: permission denied"}"#,
            .forbidden
        ),
        (#"{"level":"panic","msg":"detected disallowed v2 WAL for stage"}"#, .otherVersion),
        (
            #"{"level":"panic","msg":"invalid downgrade; server version is lower than determined"}"#,
            .otherVersion
        ),
        // no reason to move data away
        (#"{"level":"fatal","error":"listen tcp 10.0.0.1:2380: bind: address in use"}"#, nil),
        (
            #"{"level":"info","msg":"removed member","removed-remote-peer-id":"b71f75320dc06a6c"}"#,
            nil
        ),
    ]

    @Test(arguments: words)
    func `what etcd said last tells why it ended`(line: String, ending: EtcdEnding?) {
        #expect(
            EtcdEnding(said: ["Starting etcd.service", line, "etcd.service: Failed"]) == ending
        )
    }

    @Test func `of damaged data that nobody else has, nothing is moved away`() throws {
        let description = "cluster: a2=http://192.168.99.52:2380"
        let seen = try ObservedNode.working("a2", in: description)
        let member = try #require(seen.node.member)
        let text = try #require(EtcdEnding.damaged.check(seen, member)?.text)
        #expect(text.contains("nobody else has it") && !text.contains("mv "))
    }
}
