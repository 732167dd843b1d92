import Cluster
import Testing
@testable import Etcd

@Suite struct StartEnvironmentTests {
    @Test func `an addition tells etcd of all members`() throws {
        let announcement = Announcement(
            id: try #require(EtcdID(hexadecimal: "2a")),
            initialCluster: "a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380"
        )
        #expect(
            StartEnvironment.added(announcement).text == """
                ETCD_INITIAL_CLUSTER="a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380"
                ETCD_INITIAL_CLUSTER_STATE="existing"

                """
        )
    }

    @Test func `who founds by hand is alone, under a token of its own`() throws {
        let member = try #require(
            InitialCluster(parsing: "a1=http://192.168.99.51:2380").first
        )
        let environment = StartEnvironment.alone(member, token: "diy-cluster-2a")
        #expect(
            environment.text == """
                ETCD_INITIAL_CLUSTER="a1=http://192.168.99.51:2380"
                ETCD_INITIAL_CLUSTER_TOKEN="diy-cluster-2a"

                """
        )
    }

    @Test func `what is closed is no state of etcd's`() {
        let text = StartEnvironment.closed.text
        #expect(text == "ETCD_INITIAL_CLUSTER_STATE=\"closed-until-bootcmd-join-has-decided\"\n")
    }
}
