import Cluster
import Testing
@testable import Etcd

@Suite struct StartEnvironmentTests {
    @Test func `an addition tells etcd of all members`() throws {
        let members = "a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380"
        #expect(
            StartEnvironment.joining(members).text == """
                ETCD_INITIAL_CLUSTER="a1=http://192.168.99.51:2380,a2=http://192.168.99.52:2380"
                ETCD_INITIAL_CLUSTER_STATE="existing"

                """
        )
    }

    @Test func `a founding has a token of its own`() {
        let members = "a1=http://192.168.99.51:2380"
        let environment = StartEnvironment.founding(members, token: "diy-cluster-2a")
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
