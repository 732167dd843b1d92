import Testing
@testable import Cluster
@testable import Etcd
@testable import Join

/// What is known of another member by what its machine answers.
@Suite struct PeerAnswerTests {
    /// What takes data away from others rests on this: what was not told is not known.
    @Test(arguments: [
        ("off", PeerAnswer.Port.silent, nil, EtcdHealth.none, true),
        ("without an etcd", .refuses, nil, .none, true),
        ("a member that finds no quorum", .accepts, "founders", .none, true),
        ("a member at work", .accepts, "founders", .quorum, false),
        ("something that says nothing", .accepts, nil, .none, false),
        ("a cluster whose users are asked for", .accepts, "founders", .refused("'user'"), false),
    ])
    func `only who says so, or is off, is known to have no quorum`(
        name: String,
        port: PeerAnswer.Port,
        list: String?,
        health: EtcdHealth,
        isKnown: Bool
    ) throws {
        let answer = PeerAnswer(
            of: try JoiningCluster.member("a1"),
            port: port,
            memory: try list.map { .members(try JoiningCluster.list($0)) } ?? .silent,
            health: health
        )
        #expect(answer.isWithoutQuorum == isKnown, "\(name)")
    }
}
