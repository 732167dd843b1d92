import Testing

@testable import BootPlan

@Suite struct JoinDecisionTests {
    /// What a2 does. `standing`: what is remembered of this instance (`b`: announced as that).
    private static let table = """
        standing    state     a1                 a3                 decision
        -           new       silent             silent             wait few
        -           new       mute               silent             wait few
        -           new       mute               mute               wait few
        -           new       mute               refuses            wait mute
        -           new       mute               remembers:unborn   wait mute
        -           new       refuses            silent             start birth
        -           new       silent             refuses            start birth
        -           new       refuses            refuses            start birth
        -           new       remembers:unborn   silent             start birth
        -           new       remembers:unborn   refuses            start birth
        -           new       lost:unborn        silent             start birth
        -           new       accepts            silent             start birth
        -           existing  silent             silent             wait existing
        -           existing  refuses            refuses            wait existing
        -           existing  remembers:unborn   refuses            wait existing
        -           new       remembers:founders silent             wait quorum
        -           new       remembers:founders refuses            wait quorum
        -           new       lost:founders      refuses            wait quorum
        -           new       status             refuses            wait quorum
        -           new       refused            refuses            wait quorum
        -           existing  lost:founders      silent             wait quorum
        -           new       quorum:late        quorum:late        start lateBirth
        -           new       quorum:late        silent             start lateBirth
        -           existing  quorum:late        quorum:late        remove 2 a1
        -           new       quorum:late+a4     quorum:late+a4     remove 2 a1
        -           new       quorum:founders    quorum:founders    remove 2 a1
        -           existing  quorum:founders    quorum:founders    remove 2 a1
        -           new       quorum:founders/3  quorum:founders/3  remove 2 a3
        -           new       quorum:founders    silent             remove 2 a1
        -           new       quorum:founders    lost:founders      remove 2 a1
        -           new       quorum:founders/2  quorum:founders    wait leads
        -           new       quorum:founders/2  quorum:founders/2  wait leads
        -           new       quorum:founders/   quorum:founders    wait leads
        -           new       quorum:added       quorum:added       remove b a1
        -           new       quorum:ran         quorum:ran         remove b a1
        -           new       quorum:without     quorum:without     announce 2 a1
        -           existing  quorum:without     quorum:without     announce 2 a1
        -           new       quorum:without     silent             wait missing
        -           new       quorum:without     mute               wait missing
        -           new       quorum:one         refuses            announce 1 a1
        -           new       quorum:one         silent             announce 1 a1
        -           new       quorum:stranger    quorum:stranger    announce 3 a1
        -           new       quorum:one         quorum:one-a3      wait split
        -           new       quorum:founders    quorum:without     wait split
        -           new       quorum:late        quorum:founders    wait changing
        -           new       quorum:moved       quorum:moved       wait listed
        -           new       quorum:taken       quorum:taken       wait listed
        announcing  new       quorum:added       quorum:added       added b
        announcing  new       lost:one+added     silent             added b
        announcing  new       remembers:added    silent             added b
        announcing  new       quorum:without     quorum:without     announce 2 a1
        announcing  new       quorum:ran         quorum:ran         remove b a1
        announcing  new       quorum:founders    quorum:founders    remove 2 a1
        announcing  new       silent             silent             wait few
        b           new       quorum:added       quorum:added       added b
        b           new       lost:one+added     refuses            added b
        b           new       remembers:added    silent             added b
        b           new       accepts            silent             added b
        b           new       mute               silent             added b
        b           existing  lost:one+added     silent             added b
        b           new       silent             silent             wait none
        b           new       refuses            silent             wait none
        b           new       quorum:without     quorum:without     announce 2 a1
        b           new       quorum:without     lost:added         added b
        b           new       lost:without       silent             wait quorum
        b           new       quorum:founders    quorum:founders    remove 2 a1
        b           new       quorum:ran         quorum:ran         wait data
        b           new       quorum:added       remembers:ran      wait data
        member      new       quorum:founders    quorum:founders    wait data
        member      new       silent             silent             wait data
        member      existing  quorum:without     quorum:without     wait data
        """

    static let rows = table.split(separator: "\n").dropFirst()
        .map { $0.split(separator: " ") }

    @Test(arguments: rows)
    func `what the others say decides what a machine without a log does`(row: [Substring]) throws {
        let machine = try JoiningCluster.machine(
            state: String(row[1]),
            standing: Self.standing(row[0])
        )
        let membership = Membership([
            try JoiningCluster.answer(row[2], of: "a1"),
            try JoiningCluster.answer(row[3], of: "a3"),
        ])
        let decision = JoinDecision(machine, in: membership)
        #expect(JoiningCluster.words(decision) == row[4...].joined(separator: " "))
    }

    static func standing(_ word: some StringProtocol) -> MemberRecord.Standing {
        switch word {
        case "announcing": return .announcing
        case "member": return .member
        default:
            guard let id = EtcdID(hexadecimal: word) else { return .none }
            return .announced(Announcement(id: id, initialCluster: "kept"))
        }
    }

    @Test(arguments: ["-", "announcing", "b", "member"], ["new", "existing"])
    func `a machine with a log starts, whatever else is the matter`(standing: String, state: String)
        throws
    {
        let machine = try JoiningCluster.machine(
            state: state,
            standing: Self.standing(standing),
            hasLog: true,
            address: "192.168.99.62"
        )
        #expect(JoinDecision(withoutAsking: machine) == .start(.log))
    }

    @Test(arguments: ["-", "announcing", "b", "member"])
    func `a machine without the member's address waits`(standing: String) throws {
        let machine = try JoiningCluster.machine(
            standing: Self.standing(standing),
            address: "192.168.99.62"
        )
        let decision = JoinDecision(withoutAsking: machine)
        #expect(decision.map(JoiningCluster.words) == "wait address")
    }

    @Test func `the only member starts`() throws {
        let machine = try JoiningCluster.machine(members: "a2=http://192.168.99.52:2380")
        #expect(JoinDecision(withoutAsking: machine) == .start(.alone))
        #expect(JoinDecision(machine, in: Membership([])) == .start(.alone))
    }

    @Test func `the only member, whose data was here, waits for it`() throws {
        let machine = try JoiningCluster.machine(
            members: "a2=http://192.168.99.52:2380",
            standing: .member
        )
        #expect(JoinDecision(withoutAsking: machine).map(JoiningCluster.words) == "wait data")
    }

    @Test func `a member of many that is not the only one must ask`() throws {
        let machine = try JoiningCluster.machine()
        #expect(JoinDecision(withoutAsking: machine) == nil)
    }

    /// 3.0 and older take an addition while members are down, and lose their quorum to it.
    @Test(arguments: [(Version(2, 2), "missing"), (Version(3, 0), "missing"), (Version(3, 1), nil)])
    func `an etcd that is not strict adds nobody beside a member that nobody knows`(
        etcd: Version,
        obstacle: String?
    ) throws {
        let machine = try JoiningCluster.machine(etcd: etcd)
        let answers = try ["a1", "a3"].map { try JoiningCluster.answer("quorum:stranger", of: $0) }
        let decision = JoinDecision(machine, in: Membership(answers))
        let expected = obstacle.map { "wait \($0)" } ?? "announce 3 a1"
        #expect(JoiningCluster.words(decision) == expected)
    }

    @Test func `an announcement that was kept takes the list as it is now`() throws {
        let machine = try JoiningCluster.machine(standing: Self.standing("b"))
        let known = Membership([
            try JoiningCluster.answer("remembers:added", of: "a1"),
            try JoiningCluster.answer("silent", of: "a3"),
        ])
        guard case .startAdded(let announcement) = JoinDecision(machine, in: known) else {
            Issue.record("not started")
            return
        }
        #expect(announcement.initialCluster == JoiningCluster.members)
        let unknown = Membership([try JoiningCluster.answer("mute", of: "a1")])
        guard case .startAdded(let kept) = JoinDecision(machine, in: unknown) else {
            Issue.record("not started")
            return
        }
        #expect(kept.initialCluster == "kept")
    }

    @Test func `only a birth and a removal must stand for a while`() throws {
        let entry = try #require(try JoiningCluster.list("founders").entries.first)
        let member = try JoiningCluster.member("a1")
        #expect(JoinDecision.start(.birth).settling == .seconds(5))
        #expect(JoinDecision.remove(entry, through: member).settling == .seconds(5))
        #expect(JoinDecision.start(.log).settling == .zero)
        #expect(JoinDecision.start(.lateBirth).settling == .zero)
    }
}
