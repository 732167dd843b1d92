import Testing

@testable import BootPlan

@Suite struct JoinObstacleTests {
    /// The sentence of the obstacle that two answers come to.
    private func sentence(
        _ a1: String,
        _ a3: String,
        state: String = "new",
        standing: String = "-",
        address: String? = nil
    ) throws -> String {
        let machine = try JoiningCluster.machine(
            state: state,
            standing: JoinDecisionTests.standing(standing),
            address: address
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
                the data of member a2 was here at the last boot, and \
                /var/lib/etcd/a2.etcd/member/wal has no log now: waiting for its disk; if the data is \
                lost, give it up:
                  bootcmd join --replace
                """
        )
    }

    @Test func `machines that are missing at a birth are named`() throws {
        #expect(
            try sentence("silent", "mute")
                == "the cluster is born once 2 of its 3 machines are up, and no answer comes from a1, "
                + "a3: waiting for them"
        )
    }

    @Test func `an etcd that does not tell whether it has data is waited for`() throws {
        #expect(
            try sentence("mute", "refuses")
                == "a1: etcd runs and does not list its members, so that it may have the cluster's "
                + "data: waiting for its answer"
        )
    }

    @Test func `a cluster that must exist is waited for`() throws {
        #expect(
            try sentence("silent", "refuses", state: "existing")
                == "etcd.state is 'existing', and no cluster answers at a1, a3: waiting for it"
        )
    }

    @Test func `a lost quorum is told with the command for the member that has the data`() throws {
        #expect(
            try sentence("lost:founders", "refuses") == """
                a1 has the cluster's data, and no quorum (2 of 3): waiting for the others; if their \
                data is lost for good, run on a1:
                  systemctl set-environment ETCD_FORCE_NEW_CLUSTER=true; systemctl restart etcd; \
                systemctl unset-environment ETCD_FORCE_NEW_CLUSTER
                """
        )
    }

    @Test func `of two that have data, the one with more of it is to continue`() throws {
        let text = try sentence("remembers:late+a4", "lost:late+a4")
        #expect(text.hasPrefix("a3, a1 have the cluster's data, and no quorum (3 of 4): "))
        #expect(text.contains("run on a3, which has the most of it:\n"))
        #expect(text.hasSuffix("\n  and netboot a1 anew afterwards"))
    }

    @Test func `members that are a majority are waited for, and nothing of theirs is given up`()
        throws
    {
        #expect(
            try sentence("remembers:founders", "lost:founders")
                == "a3, a1 have the cluster's data, and as 2 of 3 could reach a quorum, which none of "
                + "them does: waiting for that"
        )
    }

    @Test func `a member that refuses for a reason of its own is not advised to lose the others`()
        throws
    {
        #expect(
            try sentence("refused", "refuses")
                == "a1 refuses to be asked: corrupt cluster: waiting"
        )
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
        #expect(
            JoinObstacle.refused(.announce, "unhealthy \u{1b}cluster").description
                == "etcd does not add this member yet: unhealthy \\u{1b}cluster: waiting"
        )
    }
}
