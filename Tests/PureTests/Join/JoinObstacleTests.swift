import Cluster
import TestSupport
import Testing
@testable import Basics
@testable import Etcd
@testable import Join
@testable import Status

@Suite struct JoinObstacleTests {
    /// The sentence of the obstacle that two answers come to.
    private func sentence(
        _ a1: String,
        _ a3: String,
        state: String = "new",
        standing: String = "-",
        hasLog: Bool = false,
        address: String? = nil,
        etcd: Version = Version(3, 6)
    ) throws -> String {
        let machine = try JoiningCluster.machine(
            state: state,
            standing: JoinDecisionTests.standing(standing),
            hasLog: hasLog,
            address: address,
            etcd: etcd
        )
        let membership = Membership([
            try JoiningCluster.answer(a1, of: "a1"), try JoiningCluster.answer(a3, of: "a3"),
        ])
        guard case .wait(let obstacle) = JoinDecision(machine, in: membership) else { return "" }
        return obstacle.description
    }

    @Test func `another address than the member's is named`() throws {
        #expect(
            try sentence("silent", "silent", address: "192.168.99.62")
                == "192.168.99.52, the address of a2, is on no interface of this machine "
                + "(192.168.99.62): waiting for it"
        )
    }

    @Test func `a network that is not up yet is no address at all`() throws {
        #expect(
            try sentence("silent", "silent", address: "127.0.0.2")
                == "192.168.99.52, the address of a2, is on no interface of this machine "
                + "(it has no address): waiting for it"
        )
    }

    @Test func `missing data is named with the command that gives it up`() throws {
        #expect(
            try sentence("quorum:founders", "quorum:founders", standing: "member") == """
                the data of member a2 was here, and /var/lib/etcd/a2.etcd/member/wal has no log now: \
                waiting for its disk; if the data is lost, give it up:
                  bootcmd join --replace
                """
        )
    }

    @Test func `machines that have not said that they are empty are named, with the command`()
        throws
    {
        #expect(
            try sentence("silent", "refuses") == """
                the cluster is founded once each machine has said that its disk is empty, and a1 \
                (192.168.99.51) does not answer, a3 is up, and neither its etcd nor its gate runs \
                (bootcmd before 2.1 is mute): waiting for it; to found without a1, a3, and lose what is \
                on that disk if there is data:
                  bootcmd join --found
                """
        )
    }

    @Test func `who has data, or was told of some, is named with the command for it`() throws {
        #expect(
            try sentence("data", "heard") == """
                a1 waits for a cluster's data that was on its disk; a3 was told by a1 of a cluster's \
                data: nothing is founded beside that; waiting for it; if that data is lost for good, \
                run on a1, a3:
                  bootcmd join --replace
                """
        )
    }

    @Test func `why nothing is believed that is said there is told where it is known`() throws {
        #expect(
            try sentence("tls", "empty") == """
                cluster.yaml has http for a1, and the peer port there wants TLS: waiting; describe all \
                members alike on all machines, and run on those that differ:
                  bootcmd --force
                """
        )
        #expect(
            try sentence("unproven", "mute") == """
                a1: the gate there has no certificate that the authority of this machine has signed \
                for it, and what it says does not count: waiting; whose authority is another one, \
                this tells, on each machine:
                  sha256sum /etc/etcd/tls/ca.crt
                """
        )
    }

    @Test func `what does not tell whether it has data is waited for`() throws {
        let sentence = try sentence("mute", "empty")
        #expect(sentence.hasPrefix("a1: something listens on the peer port and does not tell "))
        #expect(sentence.hasSuffix("see, there:\n  bootcmd status"))
        #expect(
            try self.sentence("accepts", "empty") == """
                curl is not installed, and nothing else can ask a1 for what data it has: waiting for it
                """
        )
    }

    @Test(arguments: [("silent", "refuses", "existing", "-"), ("empty", "empty", "new", "b")])
    func `no wait is without a command that ends it`(
        a1: String,
        a3: String,
        state: String,
        standing: String
    ) throws {
        let lines = try sentence(a1, a3, state: state, standing: standing).split(separator: "\n")
        #expect(lines.last?.hasPrefix("  bootcmd ") == true)
    }

    @Test func `a lost quorum is told with the command for the member that has the data`() throws {
        #expect(
            try sentence("lost:founders", "refuses") == """
                a1 has the cluster's data, and no quorum (2 of 3): waiting for the others; if their \
                data is lost for good, run on a1:
                  systemctl stop etcd; bootcmd join --alone && systemctl start etcd
                """
        )
    }

    /// `join --alone` makes a cluster of the v3 store.
    @Test func `an etcd that has a v2 store in any case is told so in its own way`() throws {
        #expect(
            try sentence("lost:founders", "refuses", etcd: Version(3, 3)).hasSuffix(
                """
                run on a1:
                  systemctl set-environment ETCD_FORCE_NEW_CLUSTER=true; systemctl restart etcd; \
                systemctl unset-environment ETCD_FORCE_NEW_CLUSTER
                  (an etcd that has to be killed to end can lose its last writes: save a snapshot first)
                """
            )
        )
    }

    @Test func `of two that have data, the one whose data is known to be newer is to continue`()
        throws
    {
        let text = try sentence("lost:late+a4", "lost:late+a4")
        #expect(text.hasPrefix("a1, a3 have the cluster's data, and no quorum (3 of 4): "))
        #expect(text.contains("run on a3, whose data is the newest:\n"))
        #expect(text.hasSuffix("\n  and then netboot a1 anew"))
    }

    @Test(arguments: [
        (Version(3, 5), "etcdutl snapshot status"),
        (Version(3, 4), "ETCDCTL_API=3 etcdctl snapshot status"),
    ])
    func `where one does not say how far its data goes, both are to be compared first`(
        etcd: Version,
        command: String
    ) throws {
        let text = try sentence("remembers:late+a4", "lost:late+a4", etcd: etcd)
        #expect(!text.contains("netboot"))
        for name in ["a1", "a3"] {
            let data = "/var/lib/etcd/\(name).etcd/member/snap/db -w table\n"
            #expect(text.contains("\n  on \(name): systemctl stop etcd; \(command) \(data)"))
        }
        let alone = "\n  on that one: systemctl stop etcd; bootcmd join --alone && "
        let force = try #require(text.firstRange(of: alone))
        let compare = try #require(text.firstRange(of: "snapshot status"))
        #expect(compare.lowerBound < force.lowerBound)
    }

    /// As two of three they have no quorum: they are not of one cluster.
    @Test func `what two clusters have is compared, not waited for`() throws {
        let one = try JoiningCluster.list("founders")
        let other = MemberList(cluster: EtcdID(hexadecimal: "d"), entries: one.entries)
        let keepers = try [("a1", one), ("a3", other)].map { name, list in
            PeerAnswer(
                of: try JoiningCluster.member(name),
                port: .accepts,
                memory: .members(list)
            )
        }
        let text = LostQuorum(keepers, Version(3, 5)).description
        #expect(text.contains("lost for good, compare what each has, and keep the one"), "\(text)")
    }

    @Test func `a log that was begun and may be nobody's is named, with what ends the wait`() throws
    {
        #expect(
            try sentence("silent", "empty", standing: "begun", hasLog: true) == """
                the etcd of this machine was cut before it was ever ready, and a1 (192.168.99.51) \
                does not answer, and may be in a cluster without it: waiting for it; to start \
                without a1, and lose what is on that disk if there is data:
                  bootcmd join --found
                """
        )
        let data = "/var/lib/etcd/a2.etcd"
        #expect(
            try sentence("quorum:one", "empty", standing: "alone", hasLog: true) == """
                the etcd of this machine was cut before it was ever ready, and a1 is in a cluster \
                without it, or began one: waiting; to join that, put the data here aside:
                  mv \(data) \(data).old-$(date +%s) && bootcmd join --replace
                """
        )
    }

    @Test func `members that are a majority are waited for, and nothing of theirs is given up`()
        throws
    {
        #expect(
            try sentence("remembers:founders", "lost:founders")
                == "a1, a3 have the cluster's data, and as 2 of 3 could reach a quorum, which none of "
                + "them does: waiting for that; see, there:\n  journalctl -u etcd"
        )
    }

    @Test func `a member that counts votes by a shorter list is no majority with the others`()
        throws
    {
        let text = try sentence("remembers:founders", "lost:before-a1")
        #expect(text.hasPrefix("a1, a3 have the cluster's data, and no quorum (2 of 2): "))
        #expect(text.contains("compare what each has, and keep the one"))
    }

    @Test func `a member that refuses for a reason of its own is not advised to lose the others`()
        throws
    {
        #expect(
            try sentence("refused", "refuses")
                == "a1 refuses to be asked: 'corrupt cluster': waiting"
        )
    }

    /// What asks for nobody ends with a machine that comes, or with time, whatever command helps.
    @Test(arguments: [
        ("silent", "silent", "-", false), ("without", "empty", "-", false),
        ("mute", "empty", "-", false), ("accepts", "empty", "-", true),
        ("quorum:late", "quorum:founders", "-", false), ("quorum:founders/2", "silent", "-", false),
        ("silent", "silent", "member", true), ("quorum:one", "quorum:one-a3", "-", true),
        ("empty", "data", "-", true), ("lost:founders", "silent", "-", true),
    ])
    func `what is written down says whether somebody must do something`(
        a1: String,
        a3: String,
        standing: String,
        asks: Bool
    ) throws {
        let machine = try JoiningCluster.machine(standing: JoinDecisionTests.standing(standing))
        let membership = Membership([
            try JoiningCluster.answer(a1, of: "a1"), try JoiningCluster.answer(a3, of: "a3"),
        ])
        guard case .wait(let obstacle) = JoinDecision(machine, in: membership) else {
            Issue.record("it does not wait")
            return
        }
        #expect(obstacle.note == GateNote("\(obstacle)", asks: asks))
        #expect(GateNote(parsing: obstacle.note.text) == obstacle.note)
    }

    @Test func `what an agent of before wrote down is understood`() {
        let sentence = "a1 founds the cluster: waiting to join it"
        #expect(GateNote(parsing: sentence + "\n") == GateNote(sentence))
    }

    @Test func `two clusters are named with their members`() throws {
        #expect(
            try sentence("quorum:one", "quorum:one-a3")
                == "a1 is in cluster c with a1, a3 is in cluster c with a3: these are not one cluster, "
                + "and this member joins none of them; waiting until there is one"
        )
    }

    @Test func `an entry of the same name elsewhere is the operator's to take out`() throws {
        #expect(
            try sentence("quorum:moved", "quorum:moved") == """
                the cluster has a2 at http://192.168.99.54:2380, where cluster.yaml has a2 at \
                http://192.168.99.52:2380: waiting; if that machine is gone, remove it, on a1:
                  etcdctl member remove 2
                """
        )
    }

    @Test func `an address that another has is the operator's to give`() throws {
        #expect(
            try sentence("quorum:taken", "quorum:taken").hasPrefix(
                "the cluster has b2 at http://192.168.99.52:2380, where cluster.yaml has a2 at "
            )
        )
    }

    @Test func `an entry that leads is named`() throws {
        #expect(
            try sentence("quorum:founders/2", "quorum:founders/2")
                == "a2 (2), which this machine is to replace, leads the cluster, or nobody does yet: "
                + "waiting for another leader"
        )
    }

    @Test func `a member in the way of an addition is named, with the command that ends that`()
        throws
    {
        #expect(
            try sentence("quorum:without", "silent") == """
                no member can be added before a3 (3) answers: waiting for it; if it is gone for good, \
                remove it, on a1:
                  etcdctl member remove 3
                """
        )
    }

    @Test func `a refusal of etcd is quoted, and cannot write to the terminal`() {
        let answer = EtcdctlOutput(code: 1, output: "", words: "Error: unhealthy \u{1b}cluster")
        #expect(
            JoinObstacle.refused(.announce, answer.reason).description
                == "etcd does not add this member yet: 'unhealthy \\u{1b}cluster': waiting"
        )
    }

    /// A name as whoever can add a member may choose it.
    private static let hostileNames = [
        "a9\n<2>a1 is lost, run:\n  rm -rf /", "\u{202e}a9", "a9\0", "a9; rm -rf /", "$(reboot)",
        "a9\u{1b}]0;x\u{7}", "a9' (9): run 'reboot", String(repeating: "a", count: 65),
    ]

    @Test(arguments: hostileNames)
    func `a member's name is no line, no command and no more than a name`(name: String) throws {
        let id = try #require(EtcdID(decimal: "9"))
        let entry = MemberList.Entry(
            id: id,
            name: name,
            peerURLs: ["http://192.168.99.54:2380"],
            clientURLs: ["http://192.168.99.54:2379"]
        )
        let own = try JoiningCluster.member("a1")
        let peer = PeerAnswer(of: own, listed: MemberList(cluster: id, entries: [entry]))
        let sentences = [
            "\(JoinObstacle.listedElsewhere(entry, own, own.name))",
            "\(JoinObstacle.ownEntryMayLead(entry))",
            "\(JoinObstacle.membersMissing([entry], own.name))", "\(JoinObstacle.split([peer]))",
            "\(JoinDecision.remove(entry, through: own))", "\(peer)",
        ]
        for sentence in sentences {
            #expect(sentence.contains(quoted(name)), "\(sentence)")
            let lines = sentence.split(separator: "\n").dropFirst()
            #expect(lines.allSatisfy { $0 == "  etcdctl member remove 9" }, "\(sentence)")
        }
    }
}
