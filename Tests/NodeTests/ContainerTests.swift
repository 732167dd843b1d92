import Configure
import TestSupport
import Testing

/// Containers on several nodes, which reach one another across the overlay.
@Suite(.whereNodesBoot, .namingLogs)
struct ContainerTests {
    private static let overlays = DebianRelease.all.flatMap { release in
        ["vxlan", "host-gw"].orOnly([release == .bookworm ? "host-gw" : "vxlan"])
            .map { (release, $0) }
    }

    @Test(arguments: overlays)
    func `containers reach one another, whether a port is published or not`(
        release: DebianRelease,
        backend: String
    ) async throws {
        try await Room.open("\(release.rawValue)-\(backend)", places: 2) { room in
            let cluster =
                "cluster: " + NodeSeed.members(["a1"])
                + "\nworkers: w1=192.168.99.61\nflannel: {backend: \(backend)}"
            var nodes: [TestNode] = []
            for host in ["a1", "w1"] {
                let seed = NodeSeed(host: host, cluster: cluster)
                nodes.append(
                    try await TestNode(seed, .init(release: release, docker: true), in: room)
                )
            }
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                try #require(try await node.boot() == .up)
                try await node.makeImage()
            }
            var boxes: [(closed: String, published: String)] = []
            for node in nodes {
                boxes.append(
                    (
                        try await node.startContainer("closed"),
                        try await node.startContainer("published", "--publish", "8080:8080")
                    )
                )
            }
            // What a machine itself sends has an address of flannel's only from an interface of
            // flannel's.
            let places =
                release == .unstable && backend == "host-gw" ? ["closed"] : [nil, "closed"]
            for (index, node) in nodes.enumerated() {
                let other = nodes[1 - index]
                for place in places {
                    for box in [boxes[1 - index].closed, boxes[1 - index].published] {
                        #expect(try await node.hears(box, from: place), "\(box)")
                        #expect(try await node.fetch(box, from: place) == other.name, "\(box)")
                    }
                    #expect(try await node.fetch(other.address, from: place) == other.name)
                }
                #expect(try await node.failedUnits() == "")
                try await node.status(
                    saysOfContainers: "let the overlay in; those on \(other.name)"
                )
            }
            guard backend == "vxlan" else { return }

            // A rule of the operator's is named.
            let node = nodes[1], box = boxes[1].closed
            let drop = ["DOCKER-USER", "-i", "flannel.1", "-j", "DROP"]
            try await node.command(["iptables", "-w", "-I"] + drop).succeed()
            #expect(try await !nodes[0].hears(box))
            try await node.status(saysOfContainers: "a rule drops what")
            try await node.command(["iptables", "-w", "-D"] + drop).succeed()
            guard release == .unstable else { return }

            // From docker 28 on, only the overlay is let in.
            for box in [box, boxes[1].published] {
                try await room.command(["ip", "route", "add", box, "via", node.address]).succeed()
                let ping = room.command(["ping", "-c", "1", "-W", "2", box])
                #expect(try await ping.run().status != 0)
            }
            // Without the rules docker drops, until it is started again.
            try await node.run("iptables", "-w", "-F", "DOCKER-USER")
            #expect(try await !nodes[0].hears(box))
            try await node.status(saysOfContainers: "docker drops what")
            try await node.run("systemctl", "restart", "docker")
            try await node.run("docker", "start", "closed")
            try await node.status(saysOfContainers: "let the overlay in")
            #expect(try await nodes[0].hears(box))
        }
    }

    @Test func `a route that flanneld has lost is there again after a minute`() async throws {
        try await Room.open(places: 2) { room in
            let cluster = "cluster: " + NodeSeed.members(["a1"]) + "\nworkers: w1=192.168.99.61"
            var nodes: [TestNode] = []
            for host in ["a1", "w1"] {
                let node = try await TestNode(NodeSeed(host: host, cluster: cluster), in: room)
                try node.disk.standIn(for: "0.20.2")
                nodes.append(node)
            }
            try await nodes.each { node in
                try #require(try await node.boot() == .rebooting)
                try #require(try await node.boot() == .up)
            }
            let (node, other) = (nodes[0], nodes[1])
            let first = try await node.console(ofBoot: 1)
            #expect(first.contains("flanneld 0.20.2 misses the subnet of a machine"), "\(first)")
            let subnet = try await other.subnet().replacing(".1/24", with: ".0/24")
            try await node.run("ip", "route", "delete", subnet)
            let words = "flanneld.service: no route to \(subnet)"
            try await node.journal(says: words, within: .seconds(150))
            try await within(.seconds(30), "the route") {
                while try await !node.run("ip", "route").contains(subnet) {}
            }
            #expect(try await node.show("bootcmd-routes", "ActiveState") == "active")
            #expect(try await node.failedUnits() == "")
        }
    }
}
