import Foundation
import TestSupport
import Testing

/// Members and workers.
@Suite(.whereNodesBoot, .namingLogs)
struct RackTests {
    private static func seed(_ host: String, backend: String) -> NodeSeed {
        NodeSeed(
            host: host,
            cluster: """
                cluster: \(NodeSeed.members(["a1", "a2", "a3"]))
                workers: {w1: 192.168.99.61, w2: }
                flannel: {backend: \(backend)}
                """
        )
    }

    /// Five nodes that have had their first boot, all at the same time: three members, two workers.
    private static func rack(
        _ contents: NodeDisk.Contents,
        backend: String,
        in room: Room
    ) async throws -> (members: [TestNode], workers: [TestNode]) {
        var nodes: [TestNode] = []
        for host in ["a1", "a2", "a3", "w1", "w2"] {
            nodes.append(try await TestNode(seed(host, backend: backend), contents, in: room))
        }
        try await nodes.each { node in try #require(try await node.boot() == .rebooting) }
        return (Array(nodes[..<3]), Array(nodes[3...]))
    }

    @Test func `members and workers that start at once reach each other, by routes`() async throws {
        try await Room.open(places: 5) { room in
            let release = try #require(DebianRelease.all.last)
            let contents = NodeDisk.Contents(release: release, docker: true)
            let (members, workers) = try await Self.rack(contents, backend: "host-gw", in: room)
            try await (members + workers).each { node in
                try #require(try await node.boot() == .up)
            }
            try await (members + workers).areOneOverlay()
            for worker in workers {
                #expect(try await worker.show("etcd", "ActiveState") == "inactive")
                try await worker.isWorking()
                #expect(!worker.disk.has("/etc/systemd/system/etcd.service.d"))
            }
            let routes = try await workers[0].run("ip", "route")
            #expect(routes.contains("via 192.168.99.51 dev eth0"), "\(routes)")
        }
    }

    @Test func `workers wait for members, outlive them, and are the same when they come back`()
        async throws
    {
        try await Room.open(places: 5) { room in
            let contents = NodeDisk.Contents(docker: true)
            var (members, workers) = try await Self.rack(contents, backend: "vxlan", in: room)

            // The workers first: nothing fails, and nothing is started twice.
            try await workers.each { try await $0.start() }
            try await workers.each { try await $0.waits(for: "flanneld.service") }
            #expect(try await workers[0].status() == 75)
            try await members.each { node in try #require(try await node.boot() == .up) }
            try await workers.each { try #require(try await $0.outcome() == .up) }
            try await (members + workers).areOneOverlay()
            let (subnets, others) = (try await workers.subnets(), try await members.subnets())
            let starts = try await workers[0].show("flanneld", "NRestarts")

            // All members are down for three minutes. In them one worker is netbooted with an empty
            // disk.
            try await members.each { try await $0.pullPlug() }
            let down = ContinuousClock.now
            try await workers[1].pullPlug()
            workers[1] = try await Self.replaced("w2", contents, in: room)
            try #require(try await workers[1].boot() == .rebooting)
            try await workers[1].start()
            try await workers[1].waits(for: "flanneld.service")
            try await Task.sleep(until: down + .seconds(180))
            #expect(try await workers[0].show("flanneld", "ActiveState") == "active")
            try await members.each { node in try #require(try await node.boot() == .up) }
            try #require(try await workers[1].outcome() == .up)
            #expect(try await workers.subnets() == subnets)
            #expect(try await workers[0].show("flanneld", "NRestarts") == starts)
            try await (members + workers).areOneOverlay()

            // A member is netbooted with an empty disk while the workers run.
            try await members[1].pullPlug()
            members[1] = try await Self.replaced("a2", contents, in: room)
            try #require(try await members[1].boot() == .rebooting)
            try #require(try await members[1].boot() == .up)
            #expect(try await workers.subnets() == subnets)
            #expect(try await members.subnets() == others)
            try await (members + workers).areOneOverlay()
            for node in members + workers { try await node.isWorking() }
        }
    }

    @Test func `a rack over TLS boots cold, and a member that is netbooted anew is in it again`()
        async throws
    {
        let authority = try await TestAuthority()
        try await Room.open(places: 4) { room in
            func seed(_ host: String, instance: String = "iid-local01") -> NodeSeed {
                let members = NodeSeed.members(["a1", "a2", "a3"], scheme: "https")
                let cluster = "cluster: \(members)\nworkers: w1=192.168.99.61"
                var seed = NodeSeed(host: host, cluster: cluster)
                seed.instance = instance
                seed.credentials = authority.files(of: host)
                return seed
            }
            var nodes: [TestNode] = []
            for host in ["a1", "a2", "a3", "w1"] {
                nodes.append(try await TestNode(seed(host), in: room))
            }
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                try #require(try await node.boot() == .up)
                let key = try await node.run("stat", "-c", "%a %U:%G", "/etc/etcd/tls/node.key")
                #expect(key == (node.name == "w1" ? "600 root:root\n" : "640 root:etcd\n"))
                #expect(!node.disk.has("/var/cloud-init/tls/node.key"))
            }
            for node in nodes { try await node.isWorking() }

            try await nodes[1].pullPlug()
            let directory = room.directory.appending(path: "a2-2")
            let anew = seed("a2", instance: "iid-local02")
            let disk = try await NodeDisk(.init(), seed: anew, in: directory, of: room)
            let logs = room.logs.appending(path: "a2-2")
            nodes[1] = try TestNode("a2", on: disk, logs: logs, in: room)
            try #require(try await nodes[1].boot() == .rebooting)
            try #require(try await nodes[1].boot() == .up)
            for node in nodes { try await node.isWorking() }
        }
    }

    @Test(.enabled(if: Thoroughness.current != .few))
    func `a hundred workers that start at once get a subnet each`() async throws {
        try await Room.open(places: 3) { room in
            let member = try await room.bornRack(["a1"])[0]
            // Of the backends, this one leaves the machines alone.
            let network = #"{"Network":"172.18.0.0/16","Backend":{"Type":"udp"}}"#
            try await member.etcdctl("put", "/admin/flannel/config", network)
            let flanneld = Repository.tests.appending(
                path: "fixtures/nodes/flannel/usr/bin/flanneld"
            )
            try await room.command(["bash", "-ec", Self.hundred, "-", flanneld.path]).succeed()

            try await within(.seconds(90), "a hundred leases") {
                while try await member.leases().count < 100 {
                    try await Task.sleep(for: .milliseconds(500))
                }
            }
            let addresses = try await member.leases()
            #expect(Set(addresses) == Set((101...200).map { Substring("192.168.99.\($0)") }))
            #expect(addresses.count == 100)
        }
    }

    /// A hundred machines, on each of which flanneld is started again until it stays.
    private static let hundred = """
        for n in {101..200}; do
            ip netns add "w$n"
            ip link add "w$n" type veth peer name eth0 netns "w$n"
            ip link set "w$n" master nodes up
            ip -n "w$n" address add "192.168.99.$n/24" dev eth0
            ip -n "w$n" link set eth0 up
        done
        for n in {101..200}; do
            ip netns exec "w$n" bash -c '
                mount -t tmpfs tmpfs /run
                until "$1" --etcd-endpoints http://192.168.99.51:2379 \
                    --etcd-prefix /admin/flannel --iface "$2"; do sleep 1; done
            ' - "$1" "192.168.99.$n" > /dev/null 2>&1 &
        done
        """

    /// A node of the rack with a new disk, installed under another instance-id.
    private static func replaced(
        _ name: String,
        _ contents: NodeDisk.Contents,
        in room: Room
    ) async throws -> TestNode {
        var seed = Self.seed(name, backend: "vxlan")
        seed.instance = "iid-local02"
        let directory = room.directory.appending(path: "\(name)-2")
        let disk = try await NodeDisk(contents, seed: seed, in: directory, of: room)
        return try TestNode(name, on: disk, logs: room.logs.appending(path: "\(name)-2"), in: room)
    }
}

extension [TestNode] {
    /// Every node's docker bridge has its flannel's subnet, and answers every other node's.
    fileprivate func areOneOverlay() async throws {
        let bridges = try await subnets().map { String($0.prefix { $0 != "/" }) }
        #expect(Set(bridges).count == count)
        try await Self.allPing(zip(self, bridges).map { ($0, $1) })
    }

    private static func allPing(_ nodes: [(TestNode, String)]) async throws {
        for (node, own) in nodes {
            let bridge = try await node.run("ip", "-brief", "address", "show", "docker0")
            #expect(bridge.contains("\(own)/"), "\(node.name): \(bridge)")
            for (_, other) in nodes where other != own {
                try await node.run("ping", "-c", "1", "-W", "5", "-I", own, other)
            }
        }
    }
}

extension RackMachine {
    /// The addresses of the machines that hold a subnet, one for each subnet.
    fileprivate func leases() async throws -> [Substring] {
        let subnets = "/admin/flannel/subnets/"
        let values = try await etcdctl("get", "--prefix", "--print-value-only", subnets)
        return values.split(separator: "\n").compactMap { value in
            value.split(separator: "\"").first { $0.hasPrefix("192.168.") }
        }
    }
}

extension TestNode {
    /// Nothing of it has failed, and `bootcmd status` says that it works.
    fileprivate func isWorking() async throws {
        #expect(try await failedUnits() == "")
        let said = try await command(["/var/cloud-init/bootcmd", "status"]).run()
        #expect(said.status == 0, "\(said)")
    }

    /// The exit status of `bootcmd status`, as an operator runs it.
    fileprivate func status() async throws -> Int32 {
        try await command(["/var/cloud-init/bootcmd", "status"]).run().status
    }

    /// Waits until a unit's start has begun; nothing more must come of it.
    fileprivate func waits(for unit: String) async throws {
        let script = """
            until [ "$(systemctl show --property ActiveState --value "$1")" = activating ]; do
                sleep 0.5
            done
            """
        try await run("sh", "-c", script, "-", unit, within: .seconds(90))
    }
}
