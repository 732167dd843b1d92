import TestSupport
import Testing
@testable import Basics
@testable import Cluster
@testable import Etcd
@testable import Join
@testable import Status
@testable import Units

@Suite struct JoinDecisionTests {
    /// What a2 does. `standing`: what is remembered of this instance (`b`: announced as that).
    private static let table = """
        standing    state     a1                 a3                 decision
        -           new       silent             silent             wait for a1+a3
        -           new       refuses            refuses            wait for a1+a3
        -           new       empty              silent             wait for a3
        -           new       refuses            empty              wait for a1
        -           new       empty              empty              start follow
        -           new       empty              begun              start follow
        -           new       begun              begun              start follow
        begun       new       empty              empty              start follow
        begun       new       begun              begun              start follow
        begun       new       empty              refuses            wait for a3
        -           existing  empty              empty              wait existing
        -           new       empty              data               wait others
        -           new       log                empty              wait others
        -           new       empty              heard              wait others
        -           new       silent             heard              wait others
        -           new       empty              another            wait described
        -           new       another            data               wait others
        -           new       without            silent             wait for a3
        -           new       without            empty              wait founder
        -           new       without            data               wait others
        -           new       without            mute               wait mute
        -           new       without            remembers:unborn   wait founder
        -           new       silent             without            wait for a1
        -           new       starts             starts             start follow
        -           new       remembers:unborn   empty              start follow
        -           new       lost:unborn        empty              start follow
        -           new       remembers:unborn   remembers:unborn   start follow
        -           new       remembers:unborn   silent             wait for a3
        -           new       remembers:unborn   refuses            wait for a3
        -           new       remembers:added0   empty              wait mute
        -           new       remembers:alone    empty              wait mute
        -           new       mute               silent             wait mute
        -           new       mute               empty              wait mute
        -           new       mute               remembers:unborn   wait mute
        -           new       accepts            empty              wait mute
        -           existing  silent             silent             wait existing
        -           existing  refuses            refuses            wait existing
        -           existing  remembers:unborn   refuses            wait existing
        -           new       remembers:founders silent             wait quorum
        -           new       remembers:founders refuses            wait quorum
        -           new       lost:founders      refuses            wait quorum
        -           new       status             refuses            wait quorum
        -           new       refused            refuses            wait quorum
        -           existing  lost:founders      silent             wait quorum
        -           new       quorum:late        quorum:late        remove 2 a1
        -           new       quorum:late        silent             remove 2 a1
        -           new       quorum:founders    empty              remove 2 a1
        -           new       remembers:founders empty              wait quorum
        begun       new       quorum:late        quorum:late        remove 2 a1
        begun       new       quorum:founders    quorum:founders    wait data
        begun       new       quorum:late        remembers:founders wait data
        begun       new       quorum:without     quorum:without     announce 2 a1
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
        announcing  new       silent             silent             wait none
        announcing  new       empty              empty              wait none
        b           new       quorum:added       quorum:added       added b
        b           new       lost:one+added     refuses            added b
        b           new       remembers:added    silent             added b
        b           new       accepts            silent             added b
        b           new       mute               silent             added b
        b           existing  lost:one+added     silent             added b
        b           new       silent             silent             wait none
        b           new       refuses            silent             wait none
        b           new       empty              empty              wait none
        b           new       remembers:unborn   silent             wait none
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
        case "begun": return .begun(alone: false)
        case "alone": return .begun(alone: true)
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

    @Test(arguments: [
        // Power that comes back to all in the middle of a birth, and to one of them alone.
        ("begun", "started", "started", "start log"), ("begun", "started", "begun", "start log"),
        ("begun", "empty", "empty", "start log"), ("alone", "empty", "begun", "start log"),
        ("begun", "started", "silent", "wait for a3"), ("alone", "silent", "empty", "wait for a1"),
        ("begun", "refuses", "refuses", "wait for a1+a3"), ("begun", "mute", "empty", "wait mute"),
        ("begun", "accepts", "empty", "wait mute"),
        // Somebody lists it.
        ("begun", "remembers:unborn", "silent", "start log"),
        ("begun", "quorum:late", "silent", "start log"),
        ("begun", "lost:founders", "silent", "start log"),
        ("alone", "quorum:late", "silent", "start log"),
        // Others are in a cluster without it, or are about to be.
        ("begun", "quorum:without", "quorum:without", "wait apart a1, a3"),
        ("alone", "remembers:alone", "silent", "wait apart a1"),
        ("begun", "alone", "started", "wait apart a1"),
        ("alone", "started", "empty", "wait apart a1"),
        ("alone", "alone", "silent", "wait apart a1"), ("begun", "starts", "empty", "wait founder"),
        ("begun", "empty", "log", "wait others"), ("begun", "data", "empty", "wait others"),
        ("begun", "empty", "heard", "wait others"),
    ])
    func `a log whose etcd was never ready starts once nobody can be in a cluster without it`(
        standing: String,
        a1: String,
        a3: String,
        decision: String
    ) throws {
        let machine = try JoiningCluster.machine(standing: Self.standing(standing), hasLog: true)
        let membership = Membership([
            try JoiningCluster.answer(a1, of: "a1"), try JoiningCluster.answer(a3, of: "a3"),
        ])
        #expect(JoinDecision(withoutAsking: machine) == nil)
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == decision)
        #expect(GateAnswer(of: machine).disk == (standing == "alone" ? .alone : .started))
    }

    @Test func `who was told of data by this machine waits for its log`() throws {
        let machine = try JoiningCluster.machine("a1", standing: .begun(alone: true), hasLog: true)
        let membership = Membership([
            try JoiningCluster.answer("heard", of: "a2"),
            try JoiningCluster.answer("empty", of: "a3"),
        ])
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == "start log")
    }

    @Test func `whom others are told to do without lets them hear it before its log starts`() throws
    {
        let machine = try JoiningCluster.machine("a3", standing: .begun(alone: false), hasLog: true)
        let membership = Membership([
            try JoiningCluster.answer("without", of: "a1"),
            try JoiningCluster.answer("empty", of: "a2"),
        ])
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == "wait founder")
    }

    @Test func `by hand, a log whose etcd was never ready starts without those that are silent`()
        throws
    {
        let machine = try JoiningCluster.machine(
            standing: .begun(alone: true),
            without: ["a1", "a3"],
            hasLog: true
        )
        func decision(_ a1: String) throws -> String {
            let membership = Membership([
                try JoiningCluster.answer(a1, of: "a1"),
                try JoiningCluster.answer("silent", of: "a3"),
            ])
            return JoiningCluster.words(JoinDecision(machine, in: membership))
        }
        #expect(try decision("silent") == "start log")
        #expect(try decision("quorum:one") == "wait apart a1")
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

    @Test func `a machine that heard of a cluster founds none`() throws {
        let empty = Membership(try ["a1", "a3"].map { try JoiningCluster.answer("empty", of: $0) })
        let machine = try JoiningCluster.machine(heard: "a1")
        #expect(JoiningCluster.words(JoinDecision(machine, in: empty)) == "wait heard")
    }

    /// Whoever was just forced to go on alone, and had not run yet, lists nobody who has: what it
    /// has is not called lost while it is there.
    @Test(arguments: ["empty", "heard", "data"])
    func `while an etcd is there that may have the data, nobody is told to give it up`(
        a3: String
    ) throws {
        let membership = Membership([
            try JoiningCluster.answer("remembers:alone", of: "a1"),
            try JoiningCluster.answer(a3, of: "a3"),
        ])
        let machine = try JoiningCluster.machine(heard: "a1")
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == "wait mute")
    }

    @Test(arguments: [
        ("empty", "silent", "start by hand"), ("empty", "mute", "wait mute"),
        ("empty", "heard", "wait others"), ("silent", "silent", "wait for a1"),
        // Whom it was to do without is there.
        ("empty", "empty", "start follow"),
        // A birth is under way, or about to be.
        ("remembers:unborn", "silent", "start follow"), ("starts", "silent", "wait founder"),
        // Of two that are told so, the first by name does.
        ("without", "silent", "wait founder"),
    ])
    func `its operator has it found alone, without those that are silent and nobody else`(
        a1: String,
        a3: String,
        decision: String
    ) throws {
        let machine = try JoiningCluster.machine(without: ["a3"])
        let membership = Membership([
            try JoiningCluster.answer(a1, of: "a1"), try JoiningCluster.answer(a3, of: "a3"),
        ])
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == decision)
    }

    @Test func `a founder by hand, told so before another, goes first by its name`() throws {
        let machine = try JoiningCluster.machine("a1", without: ["a3"])
        let membership = Membership([
            try JoiningCluster.answer("without", of: "a2"),
            try JoiningCluster.answer("silent", of: "a3"),
        ])
        #expect(JoiningCluster.words(JoinDecision(machine, in: membership)) == "start by hand")
    }

    @Test func `while an etcd may have more, nobody is told how to continue with less`() throws {
        let membership = Membership([
            try JoiningCluster.answer("remembers:alone", of: "a1"),
            try JoiningCluster.answer("lost:founders", of: "a3"),
        ])
        let decision = JoinDecision(try JoiningCluster.machine(), in: membership)
        #expect(JoiningCluster.words(decision) == "wait mute")
    }

    @Test func `a machine that no run has configured changes nothing`() throws {
        let machine = try JoiningCluster.machine(isConfigured: false)
        let decision = JoinDecision(withoutAsking: machine)
        #expect(decision.map(JoiningCluster.words) == "wait configured")
    }

    @Test func `a machine whose disk is not mounted waits for it`() throws {
        let machine = try JoiningCluster.machine(unmounted: "/var/lib/etcd")
        #expect(JoinDecision(withoutAsking: machine).map(JoiningCluster.words) == "wait mount")
        #expect(GateAnswer(of: machine).disk == .data)
    }

    @Test func `an etcd that cannot take over the data that is here waits`() throws {
        let last = EtcdLastRun(version: Version(3, 4), hadV2Store: true)
        let machine = try JoiningCluster.machine(
            hasLog: true,
            upgrade: EtcdUpgrade(from: last, to: Version(3, 6))
        )
        #expect(JoinDecision(withoutAsking: machine).map(JoiningCluster.words) == "wait upgrade")
        #expect(GateAnswer(of: machine).disk == .log)
    }

    @Test func `nobody is taken out whose address another machine has`() throws {
        let founders = try ["a1", "a3"].map { try JoiningCluster.answer("quorum:founders", of: $0) }
        let plan = JoinPlan(
            try JoiningCluster.machine(),
            in: Membership(founders),
            hasEtcdctl: true
        )
        #expect(JoiningCluster.words(plan.decision) == "remove 2 a1")
        #expect(plan.sparing(rival: nil) == plan)
        let spared = plan.sparing(rival: "02:00:00:00:00:01")
        #expect(JoiningCluster.words(spared.decision) == "wait rival")
        #expect(spared.text.contains("another machine has the address: 02:00:00:00:00:01\n"))
    }

    private static let versions: [(list: String, etcd: Version?, cluster: Version?, String)] = [
        ("late", Version(3, 5, 16), Version(3, 6), "wait older"),
        ("without", Version(3, 4, 23), Version(3, 5), "wait older"),
        ("late", Version(3, 5, 16), Version(3, 5), "remove 2 a1"),
        ("late", Version(3, 6), Version(3, 5), "remove 2 a1"),
        ("late", nil, Version(3, 6), "remove 2 a1"), ("late", Version(3, 5), nil, "remove 2 a1"),
        ("added", Version(3, 4), Version(3, 5), "added b"),
    ]

    @Test(arguments: versions)
    func `no member is taken out or added for an etcd that the cluster turns away`(
        list: String,
        etcd: Version?,
        cluster: Version?,
        decision: String
    ) throws {
        let answers = try ["a1", "a3"].map { try JoiningCluster.answer("quorum:\(list)", of: $0) }
        let machine = try JoiningCluster.machine(
            standing: list == "added" ? .announcing : .none,
            etcd: etcd
        )
        let plan = JoinPlan(machine, in: Membership(answers), hasEtcdctl: true)
        #expect(JoiningCluster.words(plan.fitting(clusterOf: cluster).decision) == decision)
    }

    @Test func `gates are understood without an etcdctl, and an etcd is not`() throws {
        func decision(_ word: String) throws -> String {
            let answers = try ["a1", "a3"].map { try JoiningCluster.answer(word, of: $0) }
            let machine = try JoiningCluster.machine()
            let plan = JoinPlan(machine, in: Membership(answers), hasEtcdctl: false)
            return JoiningCluster.words(plan.decision)
        }
        #expect(try decision("empty") == "start follow")
        #expect(try decision("accepts") == "wait etcdctl")
    }

    /// Nobody else makes a token: those of two would be two clusters.
    @Test(arguments: [("empty", "start birth"), ("remembers:unborn", "start follow")])
    func `the one with the first URL names the cluster, unless a founding is under way`(
        other: String,
        decision: String
    ) throws {
        let members = "a3=http://192.168.99.53:2380,a2=http://192.168.99.52:2380"
        let list = try InitialCluster(parsing: members)
        let peer = try #require(list.first)
        let gate = GateAnswer(
            of: try JoiningCluster.machine(members: members),
            starts: false
        )
        let answer = PeerAnswer(
            of: peer,
            port: .accepts,
            gate: other == "empty" ? gate : nil,
            memory: .members(
                MemberList(
                    cluster: nil,
                    entries: try list.map { member in
                        MemberList.Entry(
                            id: try #require(EtcdID(hexadecimal: "\(member.name)")),
                            name: "\(member.name)",
                            peerURLs: ["\(member.url)"],
                            clientURLs: []
                        )
                    }
                )
            )
        )
        let machine = try JoiningCluster.machine(members: members)
        #expect(JoiningCluster.words(JoinDecision(machine, in: Membership([answer]))) == decision)
    }

    @Test func `what others have begun is followed by one that was told the token`() throws {
        let membership = Membership([
            try JoiningCluster.answer("remembers:unborn", of: "a1"),
            try JoiningCluster.answer("empty", of: "a3"),
        ])
        func decision(_ salt: String?) throws -> String {
            let machine = try JoiningCluster.machine(salt: salt)
            return JoiningCluster.words(JoinDecision(machine, in: membership))
        }
        #expect(try decision("0123456789abcdef") == "start follow")
        #expect(try decision(nil) == "wait token a1")
    }

    /// A follower's may be of a founding that was cut, and was named anew since.
    @Test func `of a token, only who names it is heard, and who has a log under it`() throws {
        func salt(_ name: String, _ disk: GateAnswer.Disk, without: Set<HostName> = []) throws
            -> String?
        {
            let member = try JoiningCluster.member(name)
            let gate = GateAnswer(
                name: member.name,
                instanceID: "iid",
                token: "diy-cluster",
                members: try JoiningCluster.machine().node.cluster.members,
                disk: disk,
                heard: nil,
                without: without,
                starts: true,
                salt: "00112233"
            )
            var memory = try JoiningCluster.machine(salt: nil).memory
            memory.standing = .begun(alone: false)
            let membership = Membership([PeerAnswer(of: member, port: .accepts, gate: gate)])
            memory.hear(membership, at: try JoiningCluster.machine())
            return memory.salt
        }
        #expect(try salt("a1", .begun) == "00112233")
        #expect(try salt("a3", .begun) == nil)
        #expect(try salt("a3", .started) == "00112233")
        #expect(try salt("a1", .begun, without: ["a3"]) == nil)
    }

    @Test func `what is named anew has a token that nothing had before`() throws {
        func salt(_ standing: MemberRecord.Standing, _ occasion: JoinDecision.Occasion) throws
            -> String?
        {
            try JoiningCluster.machine(standing: standing, salt: "00112233").memory
                .salt(for: occasion)
        }
        #expect(try salt(.none, .follow) == "00112233")
        // What it was told is another's.
        #expect(try salt(.none, .birth) == nil)
        #expect(try salt(.begun(alone: false), .byHand) == nil)
        // What it has named itself, it goes on with.
        #expect(try salt(.begun(alone: false), .birth) == "00112233")
        #expect(try salt(.begun(alone: true), .byHand) == "00112233")
    }

    @Test func `the only member starts`() throws {
        let machine = try JoiningCluster.machine(members: "a2=http://192.168.99.52:2380")
        #expect(JoinDecision(withoutAsking: machine) == nil)
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

    @Test func `only a removal must stand for a while`() throws {
        let entry = try #require(try JoiningCluster.list("founders").entries.first)
        let member = try JoiningCluster.member("a1")
        #expect(JoinDecision.remove(entry, through: member).settling == .seconds(5))
        #expect(JoinDecision.start(.birth).settling == .zero)
        #expect(JoinDecision.start(.log).settling == .zero)
    }
}
