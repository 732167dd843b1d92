import Foundation
import TestSupport
import Testing

/// The status of a member whose client port takes connections, in a network of its own, and whose
/// etcdctl is a script.
@Suite(.enabled(if: isRoot))
struct AskedClusterTests {
    private let root: ScratchRoot

    init() async throws {
        root = try ScratchRoot(host: "a2")
        try await root.becomeMachine()
        _ = try await root.run([])
        try root.write(
            "FLANNEL_NETWORK=172.18.0.0/16\nFLANNEL_SUBNET=172.18.42.1/24\nFLANNEL_MTU=1450\n",
            to: "/run/flannel/subnet.env"
        )
        try program("etcd", "echo etcd Version: 3.5.16")
    }

    private func program(_ name: String, _ script: String, in directory: String = "/usr/bin") throws
    {
        try root.write("#!/bin/sh\n\(script)\n", to: "\(directory)/\(name)", mode: 0o755)
    }

    /// What each question of etcdctl's is answered with.
    private func etcdctl(
        health: String = #"[{"health":true}]"#,
        status: String = Self.healthy,
        list: String = Self.list,
        leases: String = #"{"header":{}}"#
    ) throws {
        try program(
            "etcdctl",
            """
            case $* in
            *health*) cat <<'END'
            \(health)
            END
            ;;
            *status*) cat <<'END'
            \(status)
            END
            ;;
            *member*) cat <<'END'
            \(list)
            END
            ;;
            *get*) cat <<'END'
            \(leases)
            END
            ;;
            esac
            """
        )
    }

    private static let healthy = """
        [{"Status":{"header":{"cluster_id":10,"member_id":2},"version":"3.5.16","leader":2}}]
        """
    private static let list = """
        {"header":{"cluster_id":10},"members":[
        {"ID":1,"name":"a1","peerURLs":["http://192.168.99.51:2380"],"clientURLs":["http://1"]},
        {"ID":2,"name":"a2","peerURLs":["http://192.168.99.52:2380"],"clientURLs":["http://2"]},
        {"ID":3,"name":"a3","peerURLs":["http://192.168.99.53:2380"],"clientURLs":["http://3"]}]}
        """

    private static func lease(_ subnet: String, _ value: String) -> String {
        let key = Data("/admin/flannel/subnets/\(subnet)".utf8).base64EncodedString()
        return #"{"key":"\#(key)","value":"\#(Data(value.utf8).base64EncodedString())"}"#
    }

    private static func leases(_ pairs: String...) -> String {
        #"{"header":{"cluster_id":10},"kvs":[\#(pairs.joined(separator: ","))]}"#
    }

    /// In a network whose only machine has the addresses of all three, and takes connections for
    /// a2.
    private func status(
        _ options: String...,
        on cards: String = "ip address add 192.168.99.52/32 dev lo"
    ) async throws -> Said {
        let network = """
            ip link set lo up
            \(cards)
            for host in 51 53; do ip address add 192.168.99.$host/32 dev lo; done
            python3 -c '
            import os, signal, socket
            listener = socket.create_server(("192.168.99.52", 2379))
            if os.fork(): os._exit(0)
            for stream in range(3): os.close(stream)
            signal.pause()'
            exec "$@"
            """
        // What is left runs no longer than the first process of its namespace.
        let unshare = ["unshare", "--net", "--pid", "--fork", "--mount-proc"]
        return try await root.runAsMachine(
            ["status"] + options,
            prefix: unshare + ["sh", "-ec", network, "sh"]
        )
    }

    @Test func `a member that answers, with its lease, works`() async throws {
        try etcdctl(
            leases: Self.leases(
                Self.lease(
                    "172.18.42.0-24",
                    #"{"PublicIP":"192.168.99.52","BackendType":"vxlan"}"#
                )
            )
        )
        let said = try await status()
        #expect(said.status == 0, "\(said)")
        #expect(
            said.output == """
                a2 is a working member of 3 (cluster a)
                  ok    configured  for iid-local01; this boot runs it; nothing runs bootcmd at
                                    the next boot
                  ok    etcd        3.5.16, leader, reads through a quorum
                  ok    members     a1 a2 a3: a1 does not answer; a3 does not answer
                  ok    flannel     172.18.42.0/24, vxlan, MTU 1450, over 192.168.99.52
                  skip  docker      there is no docker0

                  machine  address        role    etcd       subnet          answers
                  a1       192.168.99.51  member  no answer  no lease        no answer
                  a2       192.168.99.52  member  leader     172.18.42.0/24  here
                  a3       192.168.99.53  member  no answer  no lease        no answer

                """
        )
    }

    @Test func `an answer by another card of this machine is no other machine's`() async throws {
        try etcdctl(
            leases: Self.leases(Self.lease("172.18.42.0-24", #"{"PublicIP":"192.168.99.52"}"#))
        )
        // One cable, both of whose ends are this machine's.
        let cable = """
            mount -t sysfs sysfs /sys
            ip link add near type veth peer name far
            ip link set near up; ip link set far up; ip address add 192.168.99.52/24 dev near
            """
        let said = try await status("--no-cluster", on: cable)
        #expect(said.status == 0, "\(said)")
        #expect(!said.output.contains("another machine"), "\(said)")
        // The far end of it in another room of the network.
        let stranger =
            cable + """

                unshare --net sleep 100 & sleep=$!
                until ip link set far netns $sleep 2> /dev/null && ! [ -e /sys/class/net/far ]; do :; done
                nsenter --net --target $sleep sh -c '
                    ip link set far up; ip address add 192.168.99.52/24 dev far'
                """
        let other = try await status("--no-cluster", on: stranger)
        #expect(other.status == 1, "\(other)")
        #expect(other.output.hasPrefix("a2 is not working: another machine has its address\n"))
    }

    @Test func `the members are asked with the etcdctl beside the etcd that the unit runs`()
        async throws
    {
        try etcdctl()
        for name in ["etcd", "etcdctl"] {
            try program(name, try #require(root.text("/usr/bin/\(name)")), in: "/usr/lib/etcd")
            try root.remove("/usr/bin/\(name)")
        }
        let unit = try #require(root.text(ScratchRoot.etcdUnit))
        try root.write(
            unit.replacing("/usr/bin/etcd", with: "/usr/lib/etcd/etcd"),
            to: ScratchRoot.etcdUnit
        )
        let said = try await status("--no-cluster")
        #expect(
            said.output.contains("ok    etcd        3.5.16, leader, reads through a quorum\n"),
            "\(said)"
        )
    }

    @Test func `leases of the v2 store are asked for over HTTP`() async throws {
        try etcdctl()
        try program(
            "curl",
            """
            for url; do :; done
            [ "$url" = http://192.168.99.52:2379/v2/keys/admin/flannel/subnets/ ] || exit 22
            cat <<'END'
            HTTP/1.1 200 OK
            X-Etcd-Cluster-Id: a

            {"action":"get","node":{"nodes":[{"key":"/admin/flannel/subnets/172.18.42.0-24",
            "value":"{\\"PublicIP\\":\\"192.168.99.52\\"}"}]}}
            END
            """
        )
        let said = try await status("--no-cluster")
        #expect(said.status == 0, "\(said)")
        #expect(said.output.contains("172.18.42.0/24, MTU 1450, over 192.168.99.52\n"))
    }

    @Test func `a lease that etcd does not have is the first thing wrong`() async throws {
        try etcdctl()
        let said = try await status()
        #expect(said.status == 1)
        #expect(said.output.hasPrefix("a2 is not working: its subnet has no lease\n"), "\(said)")
    }

    @Test func `what members say cannot drive a terminal, nor pose as a command`() async throws {
        let hostile = #"\u001b]0;x\u0007\u202ea9\n  rm -rf /\r"#
        try etcdctl(
            status: Self.healthy.replacing("3.5.16", with: hostile)
                .replacing(#""leader":2"#, with: #""leader":9"#),
            list: Self.list.replacing(
                "]}]}",
                with: #"]},{"ID":9,"name":"\#(hostile)","peerURLs":["http://10.0.0.9:2380"]}]}"#
            ),
            leases: Self.leases(
                Self.lease(
                    "172.18.42.0-24",
                    #"{"PublicIP":"192.168.99.52","BackendType":"\#(hostile)"}"#
                ),
                Self.lease("172.18.1.0-24", #"{"PublicIP":"\#(hostile)"}"#)
            )
        )
        let said = try await status()
        #expect(said.status == 0, "\(said)")
        #expect(said.output.unicodeScalars.allSatisfy { $0 == "\n" || (" "..."~").contains($0) })
        #expect(said.output.contains(#"\u{1b}]0;x"#))
        for line in said.output.split(separator: "\n") {
            // A command would stand two columns behind its sentence.
            let place = String(repeating: " ", count: 22)
            #expect(line.count <= 80 && !line.hasPrefix(place), "\(line)")
        }
    }

    @Test(arguments: ["sleep 600", "yes", "kill -STOP $$", "exit 1", "echo {", "echo '[]'"])
    func `an etcdctl that hangs or talks nonsense is no answer`(script: String) async throws {
        try program("etcdctl", script)
        let began = ContinuousClock.now
        let said = try await status()
        #expect(ContinuousClock.now - began < .seconds(120))
        #expect(said.status == 1)
        #expect(said.output.hasPrefix("a2 is not working: etcd does not answer\n"), "\(said)")
    }
}
